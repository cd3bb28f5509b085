using System.Text.Json;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Journal;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Inventory;

/// <summary>Takes the stock of products from the shop's back end, and tells it.</summary>
internal static class InventoryEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/inventory", RecordAsync).WithName("recordInventory").WithTags("Inventory")
            .WithSummary("Say which products are in stock, and at what price")
            .WithDescription("An object with an array 'items' of at most 1,000, each with its own verdict. An item that is not newer "
                + "than what is stored of its product is late and changes nothing, so a batch may be sent again. Offers all of whose "
                + "products are out of stock are no longer made, within a second on every node. Products that nobody spoke of are in "
                + "stock. At most 1,000,000 products are kept; a new one beyond them is rejected. Only a server key may do this.")
            .WithScope(KeyScopes.Write).TakesJson<InventoryBody>()
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(413).ProducesProblem(429).ProducesProblem(503);
        routes.MapGet("/v1/inventory/{productId}", FindAsync).WithName("readInventory").WithTags("Inventory")
            .WithSummary("What is known of a product's stock and price").WithScope(KeyScopes.Read)
            .AnswersOfNowAlone("of each product the latest word is kept, and none before")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(503);
    }

    private static async Task<Results<Ok<InventoryReply>, ProblemHttpResult>> RecordAsync(
        HttpContext context, StockBook stock, WebOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var (document, problem) = await RequestBody.ReadAsync(context, options.MaxBodyBytes, cancellationToken);
        if (document is null)
        {
            return problem!;
        }

        using (document)
        {
            if (EnvelopeReader.Member(document.RootElement, "items") is not { ValueKind: JsonValueKind.Array } items
                || items.GetArrayLength() > StockBook.MaxItems)
            {
                var fault = $"must be an array of at most {StockBook.MaxItems}";
                return Problem.BadRequest("items_invalid", $"'items' {fault}.", new FieldFault("$.items", fault));
            }

            if (UnknownFields.FaultOf(document.RootElement, ["items"]) is { } unknown)
            {
                return Problem.BadRequest(UnknownFields.Code, $"{unknown.Path} {unknown.Reason}.", unknown);
            }

            var read = items.EnumerateArray().Select(item => InventoryReader.Read(item, time.GetUtcNow())).ToList();
            var outcomes = await stock.RecordAsync([.. read.Select(static one => one.Item).OfType<InventoryItem>()], cancellationToken);
            return TypedResults.Ok(ReplyOf(read, outcomes));
        }
    }

    private static async Task<Results<Ok<InventoryItem>, ProblemHttpResult>> FindAsync(
        string productId, StockBook stock, CancellationToken cancellationToken) =>
        productId.Length <= InteractionLimits.ProductIdLength && !productId.Any(char.IsControl)
            && await stock.FindAsync(productId, cancellationToken) is { } item
            ? TypedResults.Ok(item)
            : Problem.NotFound(
                "product_unknown", $"Nobody said anything of the stock of '{Problem.Cut(productId, 100)}'; it counts as in stock.");

    private static InventoryReply ReplyOf(
        List<(InventoryItem? Item, string? Code, string? Reason)> read, IReadOnlyList<InventoryOutcome> outcomes)
    {
        var verdicts = new List<InventoryVerdictBody>(read.Count);
        var place = 0;
        foreach (var (index, (item, code, reason)) in read.Index())
        {
            verdicts.Add(item is null
                ? new(index, null, "rejected", code, reason)
                : outcomes[place++] switch
                {
                    InventoryOutcome.Applied => new(index, item.ProductId, "applied"),
                    InventoryOutcome.Late => new(
                        index, item.ProductId, "late", Reason: $"What is stored of it is not older than {item.At:O}, and stays."),
                    _ => new(
                        index, item.ProductId, "rejected", "too_many_products",
                        $"{StockBook.MaxProducts} products are stored, which is the limit; those that are stored can still change."),
                });
        }

        return new(Count("applied"), Count("late"), Count("rejected"), verdicts);

        int Count(string verdict) => verdicts.Count(one => one.Verdict == verdict);
    }
}
