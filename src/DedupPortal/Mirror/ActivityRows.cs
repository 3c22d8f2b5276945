using System.Text.Json;
using DedupPortal.Bitrix24;

namespace DedupPortal.Mirror;

/// <summary>
/// Turns rows of <c>crm.activity.list</c> into rows of the mirror's staging table: one for each card that the activity names. Reused for
/// many; not thread-safe.
/// </summary>
internal sealed class ActivityRows
{
    private readonly RowText _text = new();
    private readonly List<(Slice Type, Slice Value, long? CardType, long? CardId)> _communications = [];
    private readonly List<(EntityRef Card, Slice Address)> _found = [];
    private long? _before;
    private Slice _start, _created, _provider;
    private long? _id, _ownerType, _ownerId;

    /// <summary>
    /// Writes one activity of a kind: several rows when several cards are named, by type and id, none when it names no card or has no time. An
    /// activity that comes twice in a row is written once. Throws <see cref="JsonException"/> when it is no object.
    /// </summary>
    public void Write(CopyBuffer rows, MirrorActivityKind kind, ReadOnlySpan<byte> json)
    {
        Read(StorableJson.Of(json));
        if (_id is null || _id == _before || (_text.Moment(_start) ?? _text.Moment(_created)) is not { } at) return;
        _before = _id;
        var owner = Card(_ownerType, _ownerId);
        var wanted = kind is MirrorActivityKind.OutgoingToPhone ? "PHONE"u8 : "IM"u8;
        foreach (var entry in _communications)
        {
            // The card that the number was taken from; else the card on whose timeline it stands.
            if (_text[entry.Type].SequenceEqual(wanted) && (Card(entry.CardType, entry.CardId) ?? owner) is { } card) Find(card, entry.Value);
        }

        // A session stands on the card that the open line made, also when its client is named by another.
        if (kind is MirrorActivityKind.OpenLineSession && owner is { } made) Find(made, default);
        if (_found.Count > 1) _found.Sort(static (one, other) => ((int)one.Card.Type, one.Card.Id).CompareTo(((int)other.Card.Type, other.Card.Id)));
        foreach (var (card, address) in _found) Row(rows, kind, card, at, address);
    }

    private void Find(EntityRef card, Slice address)
    {
        foreach (var found in _found)
            if (found.Card == card) return;
        _found.Add((card, address));
    }

    private void Row(CopyBuffer rows, MirrorActivityKind kind, EntityRef card, DateTimeOffset at, Slice address)
    {
        rows.BeginRow(MirrorStaging.ActivityColumns);
        rows.Short((short)kind);
        rows.Long(_id);
        rows.Short((short)card.Type);
        rows.Long(card.Id);
        rows.Moment(at);
        Text(rows, address);
        Text(rows, _provider);
    }

    private void Text(CopyBuffer rows, Slice value)
    {
        if (value.IsEmpty) rows.Null();
        else rows.Bytes(_text[value]);
    }

    private void Read(ReadOnlySpan<byte> json)
    {
        _text.Clear();
        _communications.Clear();
        _found.Clear();
        _start = _created = _provider = default;
        _id = _ownerType = _ownerId = null;
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject) throw new JsonException("An activity is an object.");
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("ID"u8)) _id = RowText.TakeId(ref reader);
            else if (name.SequenceEqual("OWNER_TYPE_ID"u8)) _ownerType = RowText.TakeId(ref reader);
            else if (name.SequenceEqual("OWNER_ID"u8)) _ownerId = RowText.TakeId(ref reader);
            else if (name.SequenceEqual("START_TIME"u8)) _start = _text.Take(ref reader);
            else if (name.SequenceEqual("CREATED"u8)) _created = _text.Take(ref reader);
            else if (name.SequenceEqual("PROVIDER_ID"u8)) _provider = _text.Take(ref reader);
            else if (name.SequenceEqual("COMMUNICATIONS"u8)) ReadCommunications(ref reader);
            else reader.Skip();
        }
    }

    private void ReadCommunications(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) return;
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
        {
            if (reader.TokenType is JsonTokenType.PropertyName) continue;
            if (reader.TokenType is not JsonTokenType.StartObject) { reader.Skip(); continue; }
            Slice type = default, value = default;
            long? cardType = null, cardId = null;
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var name = reader.ValueSpan;
                reader.Read();
                if (name.SequenceEqual("TYPE"u8)) type = _text.Take(ref reader);
                else if (name.SequenceEqual("VALUE"u8)) value = _text.Take(ref reader);
                else if (name.SequenceEqual("ENTITY_TYPE_ID"u8)) cardType = RowText.TakeId(ref reader);
                else if (name.SequenceEqual("ENTITY_ID"u8)) cardId = RowText.TakeId(ref reader);
                else reader.Skip();
            }

            _communications.Add((type, value, cardType, cardId));
        }
    }

    private static EntityRef? Card(long? type, long? id) => type is >= 1 and <= 4 && id is { } number ? new EntityRef((EntityType)type.Value, number) : null;
}
