using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DedupPortal.Bitrix24;

namespace DedupPortal.Mirror;

/// <summary>
/// Turns cards of <c>crm.item.*</c> into rows of the mirror's staging table, straight from the bytes that the portal sent. One look at
/// each byte, no string per field; reused for many cards. Not thread-safe.
/// </summary>
internal sealed class CardRows
{
    private enum Field
    {
        Title, FirstName, SecondName, LastName, CompanyTitle, SourceId, SourceDescription, Comments, StageId, Closed, StageSemantics, Created, Updated,
    }

    private const int Fields = (int)Field.Updated + 1;
    private readonly RowText _text = new();
    private readonly Slice[] _values = new Slice[Fields];
    private readonly List<Slice> _phones = [], _emails = [], _messengers = [], _webs = [];
    private readonly List<long> _contactIds = [];
    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];
    private byte[] _filled = new byte[4096];
    private int _filledLength;
    private char[] _search = new char[1024];
    private long? _id, _category, _assigned, _contact, _company, _lead;

    /// <summary>
    /// Writes one card, an object as the portal sent it, and returns when it was changed. Throws <see cref="JsonException"/> when it is none and
    /// <see cref="InvalidOperationException"/> when it has no id.
    /// </summary>
    public DateTimeOffset Write(CopyBuffer rows, EntityType type, ReadOnlySpan<byte> json)
    {
        Read(StorableJson.Of(json));
        rows.BeginRow(MirrorStaging.CardColumns);
        rows.Short((short)type);
        rows.Long(_id ?? throw new InvalidOperationException("A card without an id cannot be kept."));
        for (var field = Field.Title; field <= Field.CompanyTitle; field++) Text(rows, field);
        Texts(rows, _phones);
        Texts(rows, _emails);
        Texts(rows, _messengers);
        Texts(rows, _webs);
        for (var field = Field.SourceId; field <= Field.StageId; field++) Text(rows, field);
        rows.Boolean(Is(Field.Closed, "Y"u8) || Is(Field.Closed, "1"u8) || Is(Field.Closed, "true"u8) || Is(Field.StageSemantics, "S"u8) || Is(Field.StageSemantics, "F"u8));
        rows.Int(type is EntityType.Deal ? (int)(_category ?? 0) : null);
        rows.Long(_assigned);
        rows.Long(_contact);
        var array = rows.BeginLongArray(_contactIds.Count);
        foreach (var id in _contactIds) rows.Long(id);
        rows.EndArray(array);
        rows.Long(_company);
        rows.Long(_lead);
        var created = _text.Moment(_values[(int)Field.Created]) ?? DateTimeOffset.UnixEpoch;
        var modified = _text.Moment(_values[(int)Field.Updated]) ?? created;
        rows.Moment(created);
        rows.Moment(modified);
        rows.Bytes(_filled.AsSpan(0, _filledLength));
        rows.Bytes(Hash(json));
        SearchText(rows);
        return modified;
    }

    /// <summary>What <see cref="MirrorRecord.ContentHash"/> keeps of a card; valid until the next call.</summary>
    public ReadOnlySpan<byte> Hash(ReadOnlySpan<byte> json) => _hash.AsSpan(0, SHA256.HashData(json, _hash));

    private void Read(ReadOnlySpan<byte> json)
    {
        _text.Clear();
        Array.Clear(_values);
        _phones.Clear();
        _emails.Clear();
        _messengers.Clear();
        _webs.Clear();
        _contactIds.Clear();
        _id = _category = _assigned = _contact = _company = _lead = null;
        if (_filled.Length < json.Length + 2) _filled = new byte[2 * (json.Length + 2)];
        _filledLength = 0;
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject) throw new JsonException("A card is an object.");
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            var start = (int)reader.TokenStartIndex;
            reader.Read();
            var value = (int)reader.TokenStartIndex;
            ReadMember(ref reader, name);
            if (IsFilled(name, json[value..(int)reader.BytesConsumed])) Keep(json[start..(int)reader.BytesConsumed]);
        }

        Keep(default);
    }

    /// <summary>Nulls, empty texts and empty lists are most of a card and tell nothing.</summary>
    private static bool IsFilled(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        !(value.Length == 2 && value[0] is (byte)'"' or (byte)'[' or (byte)'{') && !value.SequenceEqual("null"u8) && !name.SequenceEqual("fm"u8);

    /// <summary>Adds a member to the object of filled ones; nothing ends the object.</summary>
    private void Keep(ReadOnlySpan<byte> member)
    {
        if (_filledLength == 0) _filled[_filledLength++] = (byte)'{';
        if (member.IsEmpty)
        {
            _filled[_filledLength++] = (byte)'}';
            return;
        }

        if (_filledLength > 1) _filled[_filledLength++] = (byte)',';
        member.CopyTo(_filled.AsSpan(_filledLength));
        _filledLength += member.Length;
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        switch (name.Length)
        {
            case 2 when name.SequenceEqual("id"u8): _id = RowText.TakeId(ref reader); return;
            case 2 when name.SequenceEqual("fm"u8): ReadMultifields(ref reader); return;
            case 4 when name.SequenceEqual("name"u8): Take(ref reader, Field.FirstName); return;
            case 5 when name.SequenceEqual("title"u8): Take(ref reader, Field.Title); return;
            case 6 when name.SequenceEqual("leadId"u8): _lead = RowText.TakeId(ref reader); return;
            case 6 when name.SequenceEqual("closed"u8): Take(ref reader, Field.Closed); return;
            case 7 when name.SequenceEqual("stageId"u8): Take(ref reader, Field.StageId); return;
            case 8 when name.SequenceEqual("lastName"u8): Take(ref reader, Field.LastName); return;
            case 8 when name.SequenceEqual("sourceId"u8): Take(ref reader, Field.SourceId); return;
            case 8 when name.SequenceEqual("comments"u8): Take(ref reader, Field.Comments); return;
            case 9 when name.SequenceEqual("contactId"u8): _contact = RowText.TakeId(ref reader); return;
            case 9 when name.SequenceEqual("companyId"u8): _company = RowText.TakeId(ref reader); return;
            case 10 when name.SequenceEqual("secondName"u8): Take(ref reader, Field.SecondName); return;
            case 10 when name.SequenceEqual("contactIds"u8): ReadContactIds(ref reader); return;
            case 10 when name.SequenceEqual("categoryId"u8): _category = RowText.TakeId(ref reader); return;
            case 11 when name.SequenceEqual("createdTime"u8): Take(ref reader, Field.Created); return;
            case 11 when name.SequenceEqual("updatedTime"u8): Take(ref reader, Field.Updated); return;
            case 12 when name.SequenceEqual("companyTitle"u8): Take(ref reader, Field.CompanyTitle); return;
            case 12 when name.SequenceEqual("assignedById"u8): _assigned = RowText.TakeId(ref reader); return;
            case 15 when name.SequenceEqual("stageSemanticId"u8): Take(ref reader, Field.StageSemantics); return;
            case 17 when name.SequenceEqual("sourceDescription"u8): Take(ref reader, Field.SourceDescription); return;
            default: reader.Skip(); return;
        }
    }

    private void Take(ref Utf8JsonReader reader, Field field) => _values[(int)field] = _text.Take(ref reader);

    /// <summary>A list, or as PHP writes it an object keyed by position.</summary>
    private void ReadMultifields(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) return;
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
        {
            if (reader.TokenType is JsonTokenType.PropertyName) continue;
            if (reader.TokenType is not JsonTokenType.StartObject) { reader.Skip(); continue; }
            Slice type = default, value = default;
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var name = reader.ValueSpan;
                reader.Read();
                if (name.SequenceEqual("typeId"u8)) type = _text.Take(ref reader);
                else if (name.SequenceEqual("value"u8)) value = _text.Take(ref reader);
                else reader.Skip();
            }

            if (!value.IsEmpty) ListOf(_text[type])?.Add(value);
        }
    }

    private List<Slice>? ListOf(ReadOnlySpan<byte> type)
    {
        if (type.SequenceEqual("PHONE"u8)) return _phones;
        if (type.SequenceEqual("EMAIL"u8)) return _emails;
        if (type.SequenceEqual("IM"u8)) return _messengers;
        return type.SequenceEqual("WEB"u8) ? _webs : null;
    }

    private void ReadContactIds(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) return;
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
            if (reader.TokenType is not JsonTokenType.PropertyName && RowText.TakeId(ref reader) is { } id && !_contactIds.Contains(id)) _contactIds.Add(id);
    }

    private bool Is(Field field, ReadOnlySpan<byte> text) => _text[_values[(int)field]].SequenceEqual(text);

    private void Text(CopyBuffer rows, Field field)
    {
        if (_values[(int)field] is { IsEmpty: false } value) rows.Bytes(_text[value]);
        else rows.Null();
    }

    private void Texts(CopyBuffer rows, List<Slice> values)
    {
        var array = rows.BeginTextArray(values.Count);
        foreach (var value in values) rows.Bytes(_text[value]);
        rows.EndArray(array);
    }

    /// <summary>Everything that a search looks into, in lower case; phones as digits.</summary>
    private void SearchText(CopyBuffer rows)
    {
        var used = 0;
        foreach (var field in (ReadOnlySpan<Field>)[Field.LastName, Field.FirstName, Field.SecondName, Field.Title, Field.CompanyTitle]) used = Append(used, _values[(int)field]);
        foreach (var list in (ReadOnlySpan<List<Slice>>)[_emails, _messengers, _webs])
            foreach (var value in list)
                used = Append(used, value);
        used = Append(used, _values[(int)Field.SourceDescription]);
        foreach (var phone in _phones)
        {
            var before = used;
            used = Append(used, phone);
            var kept = before == 0 ? 0 : before + 1;
            var digits = kept;
            for (var at = kept; at < used; at++)
                if (char.IsAsciiDigit(_search[at])) _search[digits++] = _search[at];
            used = digits > kept ? digits : before;
        }

        // In place: the invariant lower case of a UTF-16 unit is one unit.
        var text = _search.AsSpan(0, used);
        for (var at = 0; at < used; at++) text[at] = char.ToLowerInvariant(text[at]);
        var most = Encoding.UTF8.GetMaxByteCount(used);
        rows.EndBytes(most, Encoding.UTF8.GetBytes(text, rows.BeginBytes(most)));
    }

    private int Append(int used, Slice value)
    {
        if (value.IsEmpty) return used;
        if (_search.Length < used + value.Length + 1) Array.Resize(ref _search, (used + value.Length + 1) * 2);
        if (used > 0) _search[used++] = ' ';
        return used + Encoding.UTF8.GetChars(_text[value], _search.AsSpan(used));
    }
}
