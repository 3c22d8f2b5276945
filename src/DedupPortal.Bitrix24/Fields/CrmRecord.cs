using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// One CRM record as the portal sent it: field name → JSON value, in the portal's spelling (<c>PHONE</c> from the old
/// methods, <c>fm</c> from <c>crm.item.*</c>). Numbers may be strings, empty maps may be arrays, absent and null and ""
/// all mean "no value"; the readers here accept each form.
/// </summary>
public sealed record CrmRecord(EntityRef Ref, JsonObject Fields)
{
    /// <inheritdoc cref="CrmFields.Text"/>
    public string? Text(string field) => Fields.Text(field);

    /// <inheritdoc cref="CrmFields.Id"/>
    public long? Id(string field) => Fields.Id(field);

    /// <inheritdoc cref="CrmFields.Moment"/>
    public DateTimeOffset? Moment(string field) => Fields.Moment(field);

    /// <inheritdoc cref="CrmFields.Flag"/>
    public bool Flag(string field) => Fields.Flag(field);

    /// <inheritdoc cref="CrmFields.Multifields"/>
    public IReadOnlyList<Multifield> Multifields() => Fields.Multifields();

    /// <summary>The reference only: fields hold names and phones.</summary>
    public override string ToString() => Ref.ToString();
}
