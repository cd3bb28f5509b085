using System.Text;
using System.Text.Json;
using DbMarketing.Web.Tracking;

namespace DbMarketing.Web.Tests.Tracking;

public sealed class BodyOutlineTests
{
    [Theory]
    [InlineData("""{}""", 1)]
    [InlineData("""{"a":1,"b":[true,null,"x",{}]}""", 7)]
    [InlineData("""{"a":[[],[],[]]}""", 5)]
    public void Read_CountsValuesAndNoNames(string json, int values) => Assert.Equal(values, Read(json).Values);

    [Fact]
    public void Read_StopsAtOneMoreThanAreAllowed() =>
        Assert.Equal(4, BodyOutline.Read("""{"a":[[],[],[],[],[]]}"""u8, maxValues: 3).Values);

    [Theory]
    [InlineData("""{"writeKey":"k1"}""", "k1")]
    [InlineData("""{"batch":[{"writeKey":"inner"}],"writeKey":"k1"}""", "k1")]
    [InlineData("""{"writeKey":"k1","writeKey":"k2"}""", "k2")]
    [InlineData("""{"write\u004bey":"k1"}""", "k1")]
    [InlineData("""{"writeKey":17}""", "17")]
    [InlineData("""{"writeKey":""}""", null)]
    [InlineData("""{"writeKey":{"writeKey":"k1"}}""", null)]
    [InlineData("""{"batch":[{"writeKey":"inner"}]}""", null)]
    [InlineData("""{"\ud800":1,"writeKey":"\ud800"}""", null)]
    public void Read_FindsTheOutermostKey(string json, string? key) => Assert.Equal(key, Read(json).WriteKey);

    [Theory]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("")]
    public void Read_OfWhatIsNotJson_Throws(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    private static BodyOutline Read(string json) => BodyOutline.Read(Encoding.UTF8.GetBytes(json), maxValues: 100);
}
