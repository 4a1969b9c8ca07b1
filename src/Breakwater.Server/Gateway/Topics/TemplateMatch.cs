namespace Breakwater.Server.Gateway.Topics;

/// <summary>How a topic lies to a template.</summary>
internal enum TemplateMatch
{
    No,
    Yes,

    /// <summary>It would match, were it not for a level that names another device than the connection has spoken for so far.</summary>
    ForeignBinding,
}
