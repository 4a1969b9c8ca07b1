using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Breakwater.Cli.Terminal;

/// <summary>A command whose help ends with what else there is to know, and with examples, which show more than a syntax does.</summary>
/// <param name="description">In lists of commands, too; so it is short.</param>
internal sealed class ExampledCommand(string name, string description, string notes, params IReadOnlyList<string> examples) : Command(name, description)
{
    public string Notes { get; } = notes;

    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Lets the root's help option show the examples of whatever command it is asked about.</summary>
    public static void ShowExamples(RootCommand root)
    {
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((SynchronousCommandLineAction)help.Action!);
        }
    }

    private const int DefaultWidth = 100;

    private sealed class HelpWithExamples(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is ExampledCommand command)
            {
                var output = parseResult.InvocationConfiguration.Output;
                WriteWrapped(output, command.Notes);
                output.WriteLine(command.Examples.Count == 1 ? "Example:" : "Examples:");
                foreach (var line in command.Examples)
                {
                    output.WriteLine($"  {line}");
                }

                output.WriteLine();
            }

            return code;
        }

        private static void WriteWrapped(TextWriter output, string text)
        {
            var width = Console.IsOutputRedirected || Console.WindowWidth <= 0 ? DefaultWidth : Console.WindowWidth;
            var column = 0;
            foreach (var word in text.Split(' '))
            {
                if (column > 0 && column + 1 + word.Length >= width)
                {
                    output.WriteLine();
                    column = 0;
                }

                output.Write(column > 0 ? $" {word}" : word);
                column += word.Length + (column > 0 ? 1 : 0);
            }

            output.WriteLine();
            output.WriteLine();
        }
    }
}
