using Breakwater.Contracts.Devices;

namespace Breakwater.Server.Devices.Commands;

/// <summary>What is declared of each model's commands. The gateway, which has the topic profiles, answers it.</summary>
internal interface ICommandClasses
{
    /// <summary>A command of which nothing is declared is <see cref="CommandClass.Moves"/>.</summary>
    CommandClass ClassOf(string model, string command);
}
