using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>How plans, snapshots and choices are written: stable text, of which the SHA-256 is taken.</summary>
internal static class MergeJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new EntityRefConverter(), new JsonStringEnumConverter() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, s_options);

    /// <summary>Reads what <see cref="Write"/> wrote. Throws <see cref="JsonException"/> for anything else.</summary>
    public static T Read<T>(string text) =>
        JsonSerializer.Deserialize<T>(text, s_options) ?? throw new JsonException("The stored text is the JSON null.");

    /// <summary>SHA-256 of the UTF-8 text as 64 lower-case hex digits.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed class EntityRefConverter : JsonConverter<EntityRef>
    {
        public override EntityRef Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

        public override void Write(Utf8JsonWriter writer, EntityRef value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

        public override EntityRef ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

        public override void WriteAsPropertyName(Utf8JsonWriter writer, EntityRef value, JsonSerializerOptions options) => writer.WritePropertyName(value.ToString());

        private static EntityRef Parse(string? text)
        {
            if (EntityRef.TryParse(text, out var entity)) return entity;
            // A record that a step will create has a negative number until the portal gives it one.
            var parts = text?.Split(':');
            if (parts is [var type, var number] && EntityRef.TryParse(type + ":1", out var known)
                && long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var slot) && slot < 0)
                return known with { Id = slot };
            throw new JsonException("Not a record reference.");
        }
    }
}
