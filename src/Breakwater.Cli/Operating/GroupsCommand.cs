using System.CommandLine;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Operating;

/// <summary><c>breakwater groups</c>.</summary>
internal static class GroupsCommand
{
    public static Command Create() => new("groups", "Groups of devices by model and tags, for grants to services.")
    {
        Set("add", "Make a group."), Set("change", "Give a group another rule; whatever goes on under grants on it is decided again."), List(), Remove(),
    };

    private static Argument<string> Name() => new("name") { Description = "1 to 64 of a-z, 0-9 and - _ . :" };

    private static Command Set(string verb, string description)
    {
        var name = Name();
        var model = new Option<string?>("--model") { Description = "only devices of this model" };
        var tags = new Option<string[]>("--tag") { Description = "only devices with this tag; may be repeated, and all count" };
        var command = new Command(verb, description) { name, model, tags }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            var request = new GroupRequest(parsed.GetValue(name), parsed.GetValue(model), parsed.GetValue(tags) ?? []);
            var group = verb == "add"
                ? await server.AddGroupAsync(request, cancellationToken)
                : await server.ChangeGroupAsync(request.Name!, request, cancellationToken);
            Printer.For(parsed).Print(group, ContractsJson.Default.GroupSummary, page => page.WriteLine(group.Name));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List groups.").WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            var groups = await server.ListGroupsAsync(cancellationToken);
            Printer.For(parsed).Print(groups, ContractsJson.Default.PageGroupSummary, page =>
            {
                var table = new Listing("NAME", "MODEL", "TAGS", "ADDED");
                foreach (var group in groups.Items)
                {
                    table.Add(group.Name, group.Model ?? "(any)", group.Tags.Count == 0 ? "(any)" : string.Join(' ', group.Tags), $"{group.CreatedAt:u}");
                }

                page.Write(table);
            });
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Remove()
    {
        var name = Name();
        var command = new Command("remove", "Remove a group that no grant is on.") { name }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            await server.RemoveGroupAsync(parsed.GetValue(name)!, cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
