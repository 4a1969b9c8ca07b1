using Breakwater.Mqtt.Topics;
using Breakwater.Server.Gateway.Topics;
using CsCheck;

namespace Breakwater.Server.Tests.Gateway;

public sealed class TopicTemplateTests
{
    private static readonly string[] Levels = ["a", "b", "", "$s"];

    private static readonly string[] Topics =
        [.. Enumerable.Range(1, 4).SelectMany(depth => Combine(Levels, depth)).Where(t => t.Length > 0)];

    [Fact]
    public void Covers_AgreesWithEnumeration()
    {
        string[] parts = ["a", "b", "{x}", "{y}"];
        string[] asked = ["a", "b", "+", "", "$s", "c"];
        var template = Gen.Select(Gen.Int[0, 3].Array[0, 3], Gen.Int[0, 1]).Select((p, rest) =>
            string.Join('/', p.Select(i => parts[i]).Concat(rest == 1 || p.Length == 0 ? ["{*rest}"] : [])));
        var filter = Gen.Select(Gen.Int[0, 5].Array[0, 3], Gen.Int[0, 1]).Select((p, wild) =>
            string.Join('/', p.Select(i => asked[i]).Concat(wild == 1 || p.Length == 0 ? ["#"] : []))).Where(f => TopicFilter.IsValid(f));
        Gen.Select(template, filter).Sample(
            (text, f) =>
            {
                // What a template takes: one level for a variable, and for a rest whatever # takes.
                var pattern = string.Join('/', text.Split('/').Select(l => l.StartsWith("{*", StringComparison.Ordinal) ? "#" : l.StartsWith('{') ? "+" : l));
                var matched = Topics.Where(t => TopicFilter.Matches(f, t)).ToArray();
                var outside = matched.Where(t => !TopicFilter.Matches(pattern, t)).ToArray();
                var covers = TopicTemplate.Parse(text, new HashSet<string>()).Covers(f, new TopicBindings(), []);
                if (covers == TemplateMatch.Yes)
                {
                    Assert.True(outside.Length == 0, $"{text} is said to cover {f}, which matches {outside.FirstOrDefault()}");
                }
                else if (!f.Contains('c', StringComparison.Ordinal))
                {
                    Assert.True(outside.Length > 0 || matched.Length == 0, $"{text} is said not to cover {f}, though it takes all of {string.Join(' ', matched.Take(9))}");
                }
            },
            iter: 5000);
    }

    [Fact]
    public void Match_AndFill_AreInverse()
    {
        var template = TopicTemplate.Parse("commands/{name}/{id}", new HashSet<string>());
        var captures = new Dictionary<string, string>();
        Assert.Equal(TemplateMatch.Yes, template.Match("commands/go/1", new TopicBindings(), captures));
        Assert.Equal("commands/go/1", template.Fill(name => captures[name]));
        Assert.Null(template.Fill(_ => null));
        Assert.Equal(TemplateMatch.No, template.Match("commands//1", new TopicBindings(), captures));
        Assert.Equal(TemplateMatch.No, template.Match("commands/go/1/2", new TopicBindings(), captures));
    }

    [Fact]
    public void Binding_TakesOneValueAConnection()
    {
        var template = TopicTemplate.Parse("robots/{me}/state", new HashSet<string> { "me" });
        var (bindings, captures) = (new TopicBindings(), new Dictionary<string, string>());
        Assert.Equal(TemplateMatch.Yes, template.Match("robots/x/state", bindings, captures));
        bindings.Bind("me", "x");
        Assert.Equal(TemplateMatch.ForeignBinding, template.Match("robots/y/state", bindings, captures));
        Assert.Equal(TemplateMatch.ForeignBinding, template.Covers("robots/y/state", bindings, []));
        Assert.Equal(TemplateMatch.Yes, template.Covers("robots/x/state", bindings, []));
        Assert.All((string[])["robots/+/state", "robots/#", "#", "+/x/state", "robots//state"], f => Assert.Equal(TemplateMatch.No, template.Covers(f, bindings, [])));
    }

    [Theory]
    [InlineData("a/{b")]
    [InlineData("a/{}")]
    [InlineData("{*rest}/a")]
    [InlineData("a/{*}")]
    public void Parse_BadVariable_Throws(string text) => Assert.Throws<FormatException>(() => TopicTemplate.Parse(text, new HashSet<string>()));

    private static IEnumerable<string> Combine(string[] levels, int depth) =>
        depth == 1 ? levels : Combine(levels, depth - 1).SelectMany(prefix => levels.Select(level => $"{prefix}/{level}"));
}
