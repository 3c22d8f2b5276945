using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Seed;

internal static class DemoStory
{
    public static void Tell(PortalState state, EmulatorOptions options)
    {
        var build = new CardBuilder(state);
        var random = new Random(options.Seed);
        var start = options.Today.AddDays(-120);
        for (var i = 0; i < options.Entities; i++)
        {
            var at = start.AddMinutes(i * 110.0 * 1500 / options.Entities);
            var card = build.Card(EntityType.Contact, at, 1, null, ("NAME", "Клиент"), ("LAST_NAME", Php.Number(i)));
            var phone = "+7999000" + random.Next(0, 10000).ToString("0000", System.Globalization.CultureInfo.InvariantCulture);
            build.Entry(card, "PHONE", "MOBILE", phone);
            build.Outgoing(EntityType.Contact, card, at.AddMinutes(30), "VOXIMPLANT_CALL", phone, 1, "Исходящий звонок");
        }
    }
}
