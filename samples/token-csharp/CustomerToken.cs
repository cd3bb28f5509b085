// Vouches for a signed-in customer: run this in the shop's back end, never in the page.
// dotnet run CustomerToken.cs -- KEY_ID SIGNING_SECRET CUSTOMER_ID
#:property PublishAot=false
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

if (args is not [var keyId, var signingSecret, var customerId])
{
    Console.Error.WriteLine("usage: dotnet run CustomerToken.cs -- KEY_ID SIGNING_SECRET CUSTOMER_ID");
    return 2;
}

Console.WriteLine(Sign(keyId, signingSecret, customerId, TimeSpan.FromHours(1)));
return 0;

// A token that lets the holder see the offers of this customer for its lifetime (24 hours at most).
static string Sign(string keyId, string signingSecret, string customerId, TimeSpan lifetime)
{
    var expires = TimeProvider.System.GetUtcNow().Add(lifetime).ToUnixTimeSeconds();
    var header = Encode($$"""{"alg":"HS256","typ":"JWT","kid":"{{keyId}}"}""");
    var claims = Encode($$"""{"sub":"{{JavaScriptEncoder.Default.Encode(customerId)}}","exp":{{expires}}}""");
    var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(signingSecret), Encoding.ASCII.GetBytes($"{header}.{claims}"));
    return $"{header}.{claims}.{Base64Url.EncodeToString(signature)}";
}

static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
