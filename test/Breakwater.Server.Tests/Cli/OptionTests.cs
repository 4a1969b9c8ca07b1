using System.CommandLine;
using System.Reflection;
using Breakwater.Cli.Drilling;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;

namespace Breakwater.Server.Tests.Cli;

public sealed class OptionTests
{
    [Fact]
    public void OneLetterOptions_MeanTheSameEverywhere()
    {
        var root = new RootCommand();
        GlobalOptions.AddTo(root);
        Command[] commands =
        [
            root,
            PeopleCommand.Create("owners", "owner"),
            .. typeof(DemoCommand).Assembly.GetTypes()
                .Select(type => type.GetMethod("Create", BindingFlags.Public | BindingFlags.Static, []))
                .Where(create => typeof(Command).IsAssignableFrom(create?.ReturnType))
                .Select(create => (Command)create!.Invoke(null, null)!),
        ];
        var meanings = commands.SelectMany(WithSubcommands).SelectMany(c => c.Options)
            .SelectMany(o => o.Aliases.Where(a => a is ['-', not '-']).Select(a => $"{a} {o.Name}"))
            .Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["-? --help", "-c --config", "-d --data", "-h --help", "-n --devices", "-n --robots", "-o --output", "-s --set"], meanings.Where(m => m is not "-? --version"));
    }

    [Fact]
    public void Tag_OptionsAreOptions_AndWhatLooksLikeATagIsAChange()
    {
        var (command, parsed) = Parse("R2-0001", "-d", "folder", "+spare", "-o", "json", "-old", "-data");
        Assert.Equal("folder", parsed.GetValue(ServerLocation.Data));
        Assert.Equal(OutputFormat.Json, parsed.GetValue(GlobalOptions.Output));
        Assert.Equal(["+spare", "-old", "-data"], parsed.GetValue((Argument<string[]>)command.Arguments[1])!);
    }

    [Fact]
    public void Tag_AfterTwoMinuses_EverythingIsAChange()
    {
        var (command, parsed) = Parse("R2-0001", "-o", "json", "--", "-d", "-o", "-h", "-d:1", "+o");
        Assert.Equal(["-d", "-o", "-h", "-d:1", "+o"], parsed.GetValue((Argument<string[]>)command.Arguments[1])!);
        Assert.Equal(OutputFormat.Json, parsed.GetValue(GlobalOptions.Output));
    }

    [Fact]
    public void Tag_Help_SaysHowATagIsTakenOffThatReadsLikeAnOption() =>
        Assert.Contains("breakwater devices tag R2-0001 --output json -- -d", Help(DevicesCommand.Create(), "devices", "tag"), StringComparison.Ordinal);

    [Fact]
    public void Demo_Help_SaysThatItsFolderIsTemporary()
    {
        var help = Help(DemoCommand.Create(), "demo");
        Assert.Contains("[default: a temporary folder", help, StringComparison.Ordinal);
        Assert.DoesNotContain("breakwater-data", help, StringComparison.Ordinal);
    }

    private static (Command Command, ParseResult Parsed) Parse(params string[] tag)
    {
        var command = DevicesCommand.Create();
        var root = new RootCommand { command };
        GlobalOptions.AddTo(root);
        var parsed = root.Parse(["devices", "tag", .. tag], new ParserConfiguration { EnablePosixBundling = false });
        Assert.Empty(parsed.Errors);
        return (command.Subcommands.Single(c => c.Name == "tag"), parsed);
    }

    private static string Help(Command command, params string[] path)
    {
        var root = new RootCommand { command };
        GlobalOptions.AddTo(root);
        using var output = new StringWriter();
        Assert.Equal(0, root.Parse([.. path, "--help"]).Invoke(new InvocationConfiguration { Output = output }));
        return output.ToString();
    }

    private static IEnumerable<Command> WithSubcommands(Command command) => command.Subcommands.SelectMany(WithSubcommands).Prepend(command);
}
