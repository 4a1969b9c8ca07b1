using System.Collections;
using System.Text;
using System.Text.RegularExpressions;
using Breakwater.Mqtt.Topics;
using CsCheck;

namespace Breakwater.Mqtt.Tests;

/// <summary>Matching against a second definition, and inclusion against the enumeration of every topic.</summary>
public class TopicAlgebraTests
{
    [Fact]
    public void Covers_EveryPairOfShortFilters_AgreesWithEnumeration() =>
        CheckPairs([.. Texts("a$/+#", 4).Where(TopicFilter.IsValid)], [.. Texts("az$/", 6)]);

    [Fact]
    public void Covers_EveryPairOfFiltersOfThreeLevels_AgreesWithEnumeration() =>
        CheckPairs(
            [.. Levels(["", "a", "$a", "+", "#"], 3).Where(TopicFilter.IsValid)],
            [.. Levels(["", "a", "z", "$a", "$z"], 4).Where(TopicName.IsValid)]);

    [Fact]
    public void Matches_EveryShortFilterAndTopic_AgreesWithARegularExpression()
    {
        string[] topics = [.. Texts("a$/", 5)];
        foreach (string filter in Texts("a$/+#", 4).Where(TopicFilter.IsValid))
        {
            Regex expression = Expression(filter);
            foreach (string topic in topics)
            {
                Assert.True(expression.IsMatch(topic) == TopicFilter.Matches(filter, topic), $"{filter} {topic}");
            }
        }
    }

    [Fact]
    public void IsValid_EveryShortText_AgreesWithARegularExpression()
    {
        Regex grammar = new(@"\A(?:(?:\+|[^+#/]*)/)*(?:#|\+|[^+#/]*)\z");
        Assert.All(Texts("a$/+#", 5), text => Assert.Equal(grammar.IsMatch(text), TopicFilter.IsValid(text)));
    }

    [Fact]
    public void Covers_RandomDeepFilters_ImpliesMatching()
    {
        string[] levels = ["", "a", "b", "$a", "+", "#"];
        Gen<string> filters = Gen.Int[0, 5].Array[1, 8].Select(picks => string.Join('/', picks.Select(i => levels[i])));
        Gen<string> topics = Gen.Int[0, 3].Array[1, 9].Select(picks => string.Join('/', picks.Select(i => levels[i])));
        Gen.Select(filters, filters, topics).Sample((pattern, filter, topic) =>
            topic.Length == 0
            || !TopicFilter.Covers(pattern, filter)
            || !TopicFilter.Matches(filter, topic)
            || TopicFilter.Matches(pattern, topic));
    }

    [Fact]
    public void Matches_BytesAndChars_Agree() =>
        Gen.Select(Gen.String["aé/+#$"], Gen.String["aé/$"]).Sample((filter, topic) =>
            TopicFilter.Matches(filter, topic)
            == TopicFilter.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(topic)));

    [Fact]
    public void Covers_AnyFilter_CoversItself() =>
        Assert.All(Texts("a$/+#", 5).Where(TopicFilter.IsValid), filter => Assert.True(TopicFilter.Covers(filter, filter)));

    private static void CheckPairs(string[] filters, string[] topics)
    {
        BitArray[] matched = [.. filters.Select(f => new BitArray([.. topics.Select(t => TopicFilter.Matches(f, t))]))];
        Assert.All(matched, m => Assert.True(m.HasAnySet()));
        for (int p = 0; p < filters.Length; p++)
        {
            BitArray outside = new BitArray(matched[p]).Not();
            for (int f = 0; f < filters.Length; f++)
            {
                bool included = !new BitArray(matched[f]).And(outside).HasAnySet();
                Assert.True(included == TopicFilter.Covers(filters[p], filters[f]), $"{filters[p]} covers {filters[f]}: {included}");
            }
        }
    }

    private static Regex Expression(string filter)
    {
        string body = filter == "#" ? ".*" : Regex.Replace(filter, @"/#\z|\+|[^+]", piece => piece.Value switch
        {
            "/#" => "(?:/.*)?",
            "+" => "[^/]*",
            _ => Regex.Escape(piece.Value),
        });
        return new Regex((filter[0] is '+' or '#' ? @"\A(?!\$)" : @"\A") + body + @"\z", RegexOptions.Singleline);
    }

    private static IEnumerable<string> Texts(string alphabet, int longest) =>
        longest == 0
        ? []
        : Texts(alphabet, longest - 1).Prepend(string.Empty).SelectMany(head => alphabet.Select(c => head + c)).Distinct();

    private static IEnumerable<string> Levels(string[] alphabet, int deepest) =>
        deepest == 1
        ? alphabet
        : alphabet.Concat(Levels(alphabet, deepest - 1).SelectMany(head => alphabet.Select(l => head + "/" + l))).Distinct();
}
