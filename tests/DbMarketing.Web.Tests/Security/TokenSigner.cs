using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DbMarketing.Web.Security;
using Base64Url = System.Buffers.Text.Base64Url;

namespace DbMarketing.Web.Tests.Security;

/// <summary>What a shop's back end does: signs a token for a customer that it has authenticated.</summary>
internal sealed class TokenSigner(CreatedKey key)
{
    public string Sign(string customerId) => Sign(customerId, TimeProvider.System.GetUtcNow().AddHours(1));

    public string Sign(string customerId, DateTimeOffset expiresAt, string algorithm = "HS256", string[]? critical = null)
    {
        var header = new Dictionary<string, object> { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = key.Id };
        if (critical is not null)
        {
            header["crit"] = critical;
        }

        var content = Encode(header) + "." + Encode(new { sub = customerId, exp = expiresAt.ToUnixTimeSeconds() });
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.SigningSecret), Encoding.UTF8.GetBytes(content));
        return content + "." + Base64Url.EncodeToString(mac);
    }

    private static string Encode(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
