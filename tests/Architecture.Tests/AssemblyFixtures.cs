using DedupPortal.Testing;

[assembly: AssemblyFixture(typeof(PostgresCluster))]
