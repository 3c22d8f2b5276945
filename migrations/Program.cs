using DedupPortal.Migrations;

const string usage = """
    usage: DedupPortal.Migrations apply|status|script
    apply and status read the connection string from ConnectionStrings__PortalOwner (the role that owns the tables).
    """;

if (args is ["script"])
{
    Console.Out.WriteLine(Migrator.Script());
    return 0;
}

if (args is not (["apply"] or ["status"]))
{
    Console.Error.WriteLine(usage);
    return 2;
}

var connectionString = Environment.GetEnvironmentVariable("ConnectionStrings__PortalOwner");
if (string.IsNullOrWhiteSpace(connectionString))
{
    Console.Error.WriteLine("ConnectionStrings__PortalOwner is not set. Nothing was changed. Set it to the connection string of the owning role.");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };
try
{
    if (args is ["apply"])
    {
        await Migrator.ApplyAsync(connectionString, stop.Token);
        Console.Out.WriteLine("The database is up to date.");
        return 0;
    }

    var pending = await Migrator.PendingAsync(connectionString, stop.Token);
    Console.Out.WriteLine(pending.Count == 0 ? "The database is up to date." : $"Missing: {string.Join(", ", pending)}");
    return pending.Count == 0 ? 0 : 1;
}
catch (Npgsql.NpgsqlException failure)
{
    Console.Error.WriteLine($"The database refused: {failure.Message} Check the address, the role and its rights, then run this again.");
    return 1;
}
