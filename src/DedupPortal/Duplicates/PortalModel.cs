using System.Text.Json;
using System.Text.Json.Serialization;
using DedupPortal.Matching;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Duplicates;

/// <summary>
/// What a portal has taught the engine: one row per version, never changed. The newest is in use; the others stay, so that the version of
/// a result can be looked up. A portal without rows uses the shipped model.
/// </summary>
public sealed class PortalModel : ITenantOwned
{
    public const int VersionLength = 60;

    private static readonly JsonSerializerOptions s_json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private PortalModel() => (Shipped, Version, Weights, Evidence) = ("", "", "", "");

    internal PortalModel(TenantId tenant, PortalId portal, int number, MatchResult found, IReadOnlyList<ReviewedPair> reviewed, SyncRunId run, DateTimeOffset now)
    {
        (TenantId, PortalId, Number, RunId, CreatedAt) = (tenant, portal, number, run, now);
        (Shipped, Version) = (MatchModel.Default.Version, $"{found.ModelVersion}#{number}");
        (Weights, Evidence) = (Write(found.Model), Write(reviewed));
        (Chats, Decisions, Inferred) = (found.LearntFromChats, reviewed.Count(pair => !pair.Inferred), reviewed.Count(pair => pair.Inferred));
    }

    public TenantId TenantId { get; private set; }

    public PortalId PortalId { get; private set; }

    /// <summary>1 for the first thing the portal taught; then rising.</summary>
    public int Number { get; private set; }

    /// <summary>Version of the shipped model that it was taught to.</summary>
    public string Shipped { get; private set; }

    /// <summary>Name of the version as results carry it: the engine's name and <see cref="Number"/>.</summary>
    public string Version { get; private set; }

    /// <summary>The <see cref="MatchModel"/> as JSON text, without its calibrations: these follow from <see cref="Evidence"/>.</summary>
    public string Weights { get; private set; }

    /// <summary>The decisions that it was taught, as JSON text: pattern, log-odds, same, inferred of each.</summary>
    public string Evidence { get; private set; }

    /// <summary>Chats that taught it; 0 when the portal has too few.</summary>
    public int Chats { get; private set; }

    /// <summary>Decisions about the very pair that taught it.</summary>
    public int Decisions { get; private set; }

    /// <summary>Decisions that only follow from another one.</summary>
    public int Inferred { get; private set; }

    /// <summary>The scan that it was learnt in.</summary>
    public SyncRunId RunId { get; private set; }

    /// <summary>When it came into use.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Whether the engine of this program can still use it: it was taught to the model that is shipped now.</summary>
    public bool IsUsable => Shipped == MatchModel.Default.Version;

    /// <summary>The decisions behind it.</summary>
    public IReadOnlyList<ReviewedPair> Reviewed =>
        [.. (JsonSerializer.Deserialize<List<Row>>(Evidence, s_json) ?? []).Select(row => new ReviewedPair(new LevelPattern(row.P), row.O, row.S, row.I))];

    /// <summary>The model with the calibrations of its decisions.</summary>
    public MatchModel Model => JsonSerializer.Deserialize<MatchModel>(Weights, s_json)! with { Calibrations = MatchModel.Default.With(Reviewed).Calibrations };

    /// <summary>Whether a run has learnt just this again.</summary>
    internal bool Is(MatchResult found, IReadOnlyList<ReviewedPair> reviewed) => IsUsable && Weights == Write(found.Model) && Evidence == Write(reviewed);

    private static string Write(MatchModel model) => JsonSerializer.Serialize(model with { Calibrations = new Dictionary<PairRelation, DecisionCalibration>(), Taught = null }, s_json);

    private static string Write(IReadOnlyList<ReviewedPair> reviewed) =>
        JsonSerializer.Serialize(reviewed.Select(pair => new Row(pair.Pattern.Value, pair.LogOdds, pair.Same, pair.Inferred)).OrderBy(row => row.P).ThenBy(row => row.O).ThenBy(row => row.S).ThenBy(row => row.I), s_json);

    private sealed record Row(long P, double O, bool S, bool I);
}
