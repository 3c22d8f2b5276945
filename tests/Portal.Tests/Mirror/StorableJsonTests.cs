using System.Text;
using DedupPortal.Mirror;

namespace DedupPortal.Portal.Tests.Mirror;

public sealed class StorableJsonTests
{
    [Theory]
    [InlineData("""{"name":"Анна"}""")]
    [InlineData("""{"name":"\u0410\u043d\u043d\u0430"}""")]
    [InlineData("""{"name":"\ud83d\ude00 \"x\""}""")]
    [InlineData("""{"path":"C:\\u0000 \\ud800"}""")]
    [InlineData("{}")]
    public void Of_JsonThatCanBeKept_IsTheSame(string json) => Assert.Equal(json, Of(json));

    [Theory]
    [InlineData("""{"a":"x\u0000y"}""", """{"a":"xy"}""")]
    [InlineData("""{"a":"\\\u0000"}""", """{"a":"\\"}""")]
    [InlineData("""{"a":"\ud83d"}""", """{"a":"\ufffd"}""")]
    [InlineData("""{"a":"\ude00z\ud83d\u0041"}""", """{"a":"\ufffdz\ufffd\u0041"}""")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", """{"a":"\ufffd\ud83d\ude00"}""")]
    public void Of_NullCharactersAndLoneHalves_AreLeftOutOrReplaced(string json, string expected) => Assert.Equal(expected, Of(json));

    private static string Of(string json) => Encoding.UTF8.GetString(StorableJson.Of(Encoding.UTF8.GetBytes(json)));
}
