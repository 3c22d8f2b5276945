using DuckDB.NET.Data;

namespace DedupPortal.Benchmarks.Peer;

/// <summary>
/// What somebody without an engine would do: DuckDB, candidates by blocking rules (handle, phone, full name, name within
/// two days of a message, for a chat without a name anybody within ten minutes of one), and a score added up from weights chosen by hand.
/// </summary>
internal sealed class DuckDbPeer : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    internal DuckDbPeer(int threads)
    {
        _connection.Open();
        Execute($"set threads = {threads}");
        Execute("""
            create table t (id bigint, created bigint, fn varchar, fx varchar, ln varchar, li varchar, uln varchar, un varchar, ph varchar, em varchar);
            create table p (id bigint, created bigint, fn varchar, fx varchar, ln varchar, li varchar, em varchar);
            create table ph (id bigint, number varchar);
            create table m (id bigint, sent bigint);
            """);
    }

    public void Dispose() => _connection.Dispose();

    internal void Load(PeerColumns columns)
    {
        using (var t = _connection.CreateAppender("t"))
        {
            foreach (var c in columns.Chats)
            {
                t.CreateRow().AppendValue(c.Id).AppendValue(c.Created).AppendValue(c.Name).AppendValue(c.Form).AppendValue(c.Surname)
                    .AppendValue(c.Initial).AppendValue(c.HandleSurname).AppendValue(c.Handle).AppendValue(c.Phone).AppendValue(c.Email).EndRow();
            }
        }

        using (var p = _connection.CreateAppender("p"))
        {
            foreach (var c in columns.Cards)
                p.CreateRow().AppendValue(c.Id).AppendValue(c.Created).AppendValue(c.Name).AppendValue(c.Form).AppendValue(c.Surname).AppendValue(c.Initial).AppendValue(c.Email).EndRow();
        }

        using (var phones = _connection.CreateAppender("ph"))
        {
            foreach (var (card, phone) in columns.Phones)
                phones.CreateRow().AppendValue(card).AppendValue(phone.ToString(System.Globalization.CultureInfo.InvariantCulture)).EndRow();
        }

        using var messages = _connection.CreateAppender("m");
        foreach (var (card, sent) in columns.Messages) messages.CreateRow().AppendValue(card).AppendValue(sent).EndRow();
    }

    /// <summary>The best card of every chat that has one, the highest score first.</summary>
    internal List<(long Chat, long Card, double Score)> Link()
    {
        Execute(Statistics);
        Execute(Candidates);
        Execute(Lags);
        using var command = _connection.CreateCommand();
        command.CommandText = Scores;
        using var reader = command.ExecuteReader();
        var best = new List<(long, long, double)>();
        while (reader.Read()) best.Add((reader.GetInt64(0), reader.GetInt64(1), reader.GetDouble(2)));
        return best;
    }

    private const string Statistics = """
        create table form as select fx, log2((select count(*) from p where fx <> '') / count(*)) as bits from p where fx <> '' group by fx;
        create table name as select fn, log2((select count(*) from p where fn <> '') / count(*)) as bits from p where fn <> '' group by fn;
        create table surname as select ln, log2((select count(*) from p where ln <> '') / count(*)) as bits from p where ln <> '' group by ln;
        create table named as select p.id, p.fn, m.sent, m.sent // 86400 as day from p join m on m.id = p.id where p.fn <> '';
        create table handle as select em, log2((select count(*) from p) / count(*)) as bits from p where em <> '' group by em;
        """;

    // A day and the ones around it as an equi-join: what SQL offers for "within".
    private const string Candidates = """
        create table c as
        select distinct t, p from (
            select t.id t, p.id p from t join p on t.un = p.em where t.un <> ''
            union all select t.id, p.id from t join p on t.em = p.em where t.em <> ''
            union all select t.id, ph.id from t join ph on t.ph = ph.number where t.ph <> ''
            union all select t.id, p.id from t join p on t.fn = p.fn and t.ln = p.ln where t.fn <> '' and t.ln <> ''
            union all select t.id, p.id from t join p on t.uln = p.ln where t.uln <> '' and (t.fn = '' or p.fn = '' or t.fn = p.fn)
            union all
                select d.id, n.id from (select id, fn, created, created // 86400 - unnest([0, 1, 2]) as day from t where fn <> '') d
                join named n on n.fn = d.fn and n.day = d.day
                where n.sent between d.created - 172800 and d.created
            union all
                select d.id, m.id from (select id, created, created // 600 - unnest([0, 1]) as slot from t where fn = '') d
                join m on m.sent // 600 = d.slot
                where m.sent between d.created - 600 and d.created
            union all
                select d.id, p.id from (select id, fn, created, created // 86400 + unnest([0, 1]) as day from t where fn <> '') d
                join p on p.created // 86400 = d.day and p.fn = d.fn where p.created between d.created and d.created + 86400
        );
        """;

    private const string Lags = """
        create table lag as select c.t, c.p, min(t.created - m.sent) as seconds
        from c join t on t.id = c.t join m on m.id = c.p and m.sent <= t.created group by c.t, c.p;
        """;

    private const string Scores = """
        with scored as (
            select c.t, c.p,
                case when t.fx = '' or p.fx = '' then 0.0
                     when t.fx = p.fx then form.bits
                     when t.fn = p.fn then name.bits - 1.5
                     when jaro_winkler_similarity(t.fx, p.fx) >= 0.9 then 2.0
                     else -5.0 end
              + case when t.ln <> '' and t.ln = p.ln then least(surname.bits, 14)
                     when t.ln <> '' and p.ln <> '' then case when jaro_winkler_similarity(t.ln, p.ln) >= 0.92 then 6.0 else -5.0 end
                     when t.li <> '' and t.li = p.li then 3.0
                     when t.li <> '' and p.li <> '' then -4.0
                     else 0.0 end
              + case when t.un = '' or p.em = '' then 0.0
                     when t.un = p.em then handle.bits
                     when jaro_winkler_similarity(t.un, p.em) >= 0.93 then 7.0
                     else -0.7 end
              + case when t.uln <> '' and t.uln = p.ln and t.ln <> t.uln then 7.0 else 0.0 end
              + case when t.em <> '' and t.em = p.em then 14.0 else 0.0 end
              + case when t.ph <> '' and exists (select 1 from ph where ph.id = p.id and ph.number = t.ph) then 14.0 else 0.0 end
              + case when lag.seconds is null then -2.0
                     when lag.seconds <= 120 then 7.5
                     when lag.seconds <= 600 then 6.5
                     when lag.seconds <= 3600 then 5.0
                     when lag.seconds <= 21600 then 3.0
                     when lag.seconds <= 86400 then 1.5
                     when lag.seconds <= 259200 then 0.0
                     else -2.0 end
              + case when p.created between t.created and t.created + 86400 then 3.0 else 0.0 end as score
            from c join t on t.id = c.t join p on p.id = c.p
            left join lag on lag.t = c.t and lag.p = c.p
            left join form on form.fx = t.fx left join name on name.fn = t.fn
            left join surname on surname.ln = t.ln left join handle on handle.em = t.un
        )
        select t, arg_max(p, score) as p, max(score) as score from scored group by t order by score desc, t
        """;

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
