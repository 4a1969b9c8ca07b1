using Breakwater.Server.Tests.Hosting;

[assembly: AssemblyFixture(typeof(SharedServer))]
[assembly: AssemblyFixture(typeof(TightServer))]
