using System.Globalization;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// What to read from a list method: the method, the columns, an extra condition. The id is always read, and ids steer the
/// paging, so a filter on <c>&gt;ID</c> is refused. Made by the factory methods, one per dialect.
/// </summary>
public sealed class CrmListing
{
    private readonly JsonObject _fixed;
    private readonly JsonObject _filter;
    private readonly string[] _select;

    private CrmListing(string method, string idField, string? rowsMember, JsonObject fixedParameters, IEnumerable<string> select, JsonObject? filter)
    {
        if (filter is not null && filter.Any(pair => string.Equals(pair.Key, ">" + idField, StringComparison.OrdinalIgnoreCase)))
            throw new ArgumentException("The filter on ids belongs to the paging.", nameof(filter));
        Method = method;
        IdField = idField;
        RowsMember = rowsMember;
        _fixed = fixedParameters;
        _filter = filter ?? [];
        _select = select.Contains(idField, StringComparer.Ordinal) || select.Contains("*", StringComparer.Ordinal)
            ? [.. select]
            : [idField, .. select];
    }

    public string Method { get; }

    /// <summary><c>ID</c> in the old methods, <c>id</c> in <c>crm.item.list</c>.</summary>
    internal string IdField { get; }

    /// <summary>Where the rows are inside the result; null when the result is the list.</summary>
    internal string? RowsMember { get; }

    /// <summary>
    /// <c>crm.lead|deal|contact|company.list</c>: upper-case names, values as strings. Multifields come only when named
    /// (<c>PHONE</c>, <c>EMAIL</c>, <c>WEB</c>, <c>IM</c>) and only where a card has some; an empty
    /// <paramref name="select"/> means all columns without multifields.
    /// </summary>
    public static CrmListing Cards(EntityType type, IReadOnlyCollection<string> select, JsonObject? filter = null) =>
        new($"crm.{new EntityRef(type, 1).TypeName}.list", "ID", null, [], select.Count > 0 ? select : ["*", "UF_*"], filter);

    /// <summary>
    /// <c>crm.item.list</c>: camel-case names, typed values, custom fields under their original names. Multifields
    /// (<c>fm</c>) come only with <c>*</c>.
    /// </summary>
    public static CrmListing UniversalCards(EntityType type, IReadOnlyCollection<string> select, JsonObject? filter = null) =>
        new("crm.item.list", "id", "items", new JsonObject { ["entityTypeId"] = (int)type, ["useOriginalUfNames"] = "Y" }, select.Count > 0 ? select : ["*"], filter);

    /// <summary>
    /// <c>crm.activity.list</c>: upper-case names, strings. <c>COMMUNICATIONS</c> come only when named. A filter on
    /// several <c>BINDINGS</c> may give the same activity more than once.
    /// </summary>
    public static CrmListing Activities(IReadOnlyCollection<string> select, JsonObject? filter = null) =>
        new("crm.activity.list", "ID", null, [], select.Count > 0 ? select : ["*"], filter);

    /// <summary>
    /// The cards that were changed at or after the moment, in the dialect of <see cref="UniversalCards"/>: a sweep for what
    /// changed. A card that is changed while the sweep runs may come late or not; begin the next one some minutes before
    /// this one began. Deleted cards do not show: compare <see cref="Ids"/>.
    /// </summary>
    public static CrmListing ChangedSince(EntityType type, DateTimeOffset since, IReadOnlyCollection<string> select) =>
        UniversalCards(type, select, new JsonObject { [">=updatedTime"] = since.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture) });

    /// <summary>The ids alone, for finding out what is no longer there: 2,500 in one request of some 30 kB.</summary>
    public static CrmListing Ids(EntityType type) => UniversalCards(type, ["id"]);

    /// <summary>
    /// One page. <paramref name="after"/> is an id or a reference to one; <paramref name="start"/> 0 counts the rows,
    /// −1 does not.
    /// </summary>
    internal BitrixCall Page(JsonNode after, int start)
    {
        var parameters = (JsonObject)_fixed.DeepClone();
        var filter = (JsonObject)_filter.DeepClone();
        filter[">" + IdField] = after;
        parameters["order"] = new JsonObject { [IdField] = "ASC" };
        parameters["filter"] = filter;
        parameters["select"] = new JsonArray([.. _select.Select(name => JsonValue.Create(name))]);
        parameters["start"] = start;
        return new BitrixCall(Method, parameters);
    }

    /// <summary>A batch reference to the id of the last row of a full page.</summary>
    internal string LastIdOf(string key) => string.Create(
        CultureInfo.InvariantCulture,
        $"$result[{key}]{(RowsMember is null ? "" : $"[{RowsMember}]")}[{RowPage.FullPage - 1}][{IdField}]");
}
