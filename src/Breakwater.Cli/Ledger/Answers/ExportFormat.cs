namespace Breakwater.Cli.Ledger.Answers;

internal enum ExportFormat
{
    Csv,
    Jsonl,
    Ocsf,
}
