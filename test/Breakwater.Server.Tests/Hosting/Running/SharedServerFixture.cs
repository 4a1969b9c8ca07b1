using Breakwater.Server.Tests.Hosting.Running;

[assembly: AssemblyFixture(typeof(SharedServer))]
[assembly: AssemblyFixture(typeof(TightServer))]
