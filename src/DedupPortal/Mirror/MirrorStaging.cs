using System.Buffers;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace DedupPortal.Mirror;

/// <summary>
/// Where rows wait to be compared with the mirror: a temporary table that this session alone sees, and whose rows end with the
/// transaction. COPY is refused on tables under row-level security, and nothing else takes rows as fast.
/// </summary>
internal static class MirrorStaging
{
    /// <summary>Fields of a row of <see cref="Cards"/>, in the order in which <see cref="CardRows"/> writes them.</summary>
    public const int CardColumns = 27;

    /// <summary>Fields of a row of <see cref="Activities"/>, in the order in which <see cref="ActivityRows"/> writes them.</summary>
    public const int ActivityColumns = 7;

    private const string Cards = """
        create temporary table if not exists staged_cards (
          type smallint, entity_id bigint, title text, first_name text, second_name text, last_name text, company_title text,
          phones text[], emails text[], messengers text[], webs text[], source_id text, source_description text, comments text, stage_id text,
          closed boolean, category_id integer, assigned_by_id bigint, contact_id bigint, contact_ids bigint[], company_id bigint, lead_id bigint,
          created_at timestamptz, modified_at timestamptz, raw text, content_hash bytea, search_text text) with (toast_tuple_target = 8160) on commit delete rows
        """;

    private const string Activities = """
        create temporary table if not exists staged_activities (
          kind smallint, activity_id bigint, type smallint, entity_id bigint, at timestamptz, address text, provider text) on commit delete rows
        """;

    public static Task CopyCardsAsync(PortalDbContext db, CopyBuffer rows, CancellationToken cancellationToken) =>
        CopyAsync(db, Cards, "staged_cards", rows, cancellationToken);

    public static Task CopyActivitiesAsync(PortalDbContext db, CopyBuffer rows, CancellationToken cancellationToken) =>
        CopyAsync(db, Activities, "staged_activities", rows, cancellationToken);

    /// <summary>A command in the context's transaction: through EF, so that the connection knows its agency.</summary>
    public static NpgsqlCommand Command(PortalDbContext db, string sql)
    {
        var transaction = db.Database.CurrentTransaction ?? throw new InvalidOperationException("The mirror is written in a transaction.");
        return new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction());
    }

    public static void Value<T>(this NpgsqlCommand command, T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });

    /// <summary>
    /// The rows of a query as COPY sends them in its binary format, without header and trailer, in the context's transaction; valid until the
    /// buffer is used again. COPY takes no parameters.
    /// </summary>
    public static async Task<ReadOnlyMemory<byte>> RowsAsync(PortalDbContext db, string query, ArrayBufferWriter<byte> buffer, CancellationToken cancellationToken)
    {
        buffer.ResetWrittenCount();
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var copy = await connection.BeginRawBinaryCopyAsync($"copy ({query}) to stdout (format binary)", cancellationToken);
        while (await copy.ReadAsync(buffer.GetMemory(16 * 1024), cancellationToken) is > 0 and var read) buffer.Advance(read);
        return buffer.WrittenMemory[CopyBuffer.HeaderLength..^CopyBuffer.TrailerLength];
    }

    private static async Task CopyAsync(PortalDbContext db, string create, string table, CopyBuffer rows, CancellationToken cancellationToken)
    {
        await using (var command = Command(db, create)) await command.ExecuteNonQueryAsync(cancellationToken);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var copy = await connection.BeginRawBinaryCopyAsync($"copy pg_temp.{table} from stdin (format binary)", cancellationToken);
        await copy.WriteAsync(rows.Complete(), cancellationToken);
    }
}
