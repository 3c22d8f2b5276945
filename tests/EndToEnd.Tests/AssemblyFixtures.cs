using DedupPortal.EndToEnd.Tests.Running;

[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(AgencySite))]

// The tests share a machine with a program, its database, a portal and a browser; one class at a time is enough for two processors.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
