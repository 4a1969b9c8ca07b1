using System.Text;
using System.Text.Json.Nodes;
using Breakwater.Server.Devices.Twins;

namespace Breakwater.Server.Tests.Devices;

public sealed class MergePatchTests
{
    /// <summary>RFC 7396, appendix A. The rows whose patch is no object are refused: a twin is one.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", null)]
    [InlineData("""{"a":"b"}""", """["c"]""", null)]
    [InlineData("""{"a":"foo"}""", "null", null)]
    [InlineData("""{"a":"foo"}""", "\"bar\"", null)]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""[1,2]""", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Apply_AppendixA(string target, string patch, string? expected)
    {
        var result = MergePatch.Apply(target, Encoding.UTF8.GetBytes(patch), 1024, 16);
        Assert.Equal(expected is null, result.Refusal is not null);
        if (expected is not null)
        {
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(result.Document!)), result.Document);
        }
    }

    [Theory]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"a\":{\"\\ud800\":1}}")]
    [InlineData("{\"a\":[\"\\udc00\"]}")]
    [InlineData("{\"a\":{\"b\":1,\"b\":2}}")]
    [InlineData("{\"a\":1}\u0000")]
    public void Apply_NoText_IsRefused(string patch) => Assert.NotNull(MergePatch.Apply("{}", Encoding.UTF8.GetBytes(patch), 1024, 16).Refusal);

    [Fact]
    public void Apply_DepthGrowsByPatches_IsRefused()
    {
        var document = MergePatch.Apply("{}", """{"a":{"b":{"c":{}}}}"""u8.ToArray(), 1024, 4).Document!;
        Assert.NotNull(MergePatch.Apply(document, """{"a":{"b":{"c":{"d":{}}}}}"""u8.ToArray(), 1024, 4).Refusal);
        Assert.Null(MergePatch.Apply(document, """{"a":{"b":{"c":{"d":1}}}}"""u8.ToArray(), 1024, 4).Refusal);
    }
}
