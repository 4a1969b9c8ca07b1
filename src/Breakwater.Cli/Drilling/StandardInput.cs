namespace Breakwater.Cli.Drilling;

/// <summary>Standard input that can be awaited. <see cref="Console.In"/> blocks its caller even in ReadLineAsync.</summary>
internal static class StandardInput
{
    public static TextReader Open() => new StreamReader(Console.OpenStandardInput());
}
