using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DedupPortal.Emulator.Storage;

/// <summary>
/// Names and values of one row's filled fields. Rows that fill the same fields share one list of names, so that a row costs little more
/// than its values.
/// </summary>
[JsonConverter(typeof(FieldMapConverter))]
internal sealed class FieldMap : IEnumerable<KeyValuePair<string, string>>
{
    private FieldShape _shape = FieldShape.Empty;
    private string[] _values = [];

    public FieldMap()
    {
    }

    public FieldMap(FieldMap other)
    {
        _shape = other._shape;
        _values = [.. other._values];
    }

    public int Count => _values.Length;

    /// <summary>The names; rows that fill the same fields have the same shape.</summary>
    public FieldShape Shape => _shape;

    /// <summary>The value of the name at this place of <see cref="Shape"/>.</summary>
    public string At(int index) => _values[index];

    [DisallowNull]
    public string? this[string name]
    {
        get => _shape.IndexOf(name) is >= 0 and var index ? _values[index] : null;
        set
        {
            if (_shape.IndexOf(name) is >= 0 and var index)
                _values[index] = value;
            else
                Insert(name, value);
        }
    }

    public bool TryAdd(string name, string value)
    {
        if (_shape.IndexOf(name) >= 0)
            return false;
        Insert(name, value);
        return true;
    }

    public bool Remove(string name)
    {
        var index = _shape.IndexOf(name);
        if (index < 0)
            return false;
        _shape = _shape.Without(name);
        _values = [.. _values[..index], .. _values[(index + 1)..]];
        return true;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (var i = 0; i < _values.Length; i++)
            yield return new(_shape.Names[i], _values[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Insert(string name, string value)
    {
        _shape = _shape.With(name);
        var index = _shape.IndexOf(name);
        var values = new string[_values.Length + 1];
        Array.Copy(_values, values, index);
        values[index] = value;
        Array.Copy(_values, index, values, index + 1, _values.Length - index);
        _values = values;
    }
}

/// <summary>In the state file a map is a plain object.</summary>
internal sealed class FieldMapConverter : JsonConverter<FieldMap>
{
    public override FieldMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("An object of fields was expected.");
        var map = new FieldMap();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            map[name] = reader.GetString() ?? "";
        }
        return map;
    }

    public override void Write(Utf8JsonWriter writer, FieldMap value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value)
            writer.WriteString(name, text);
        writer.WriteEndObject();
    }
}
