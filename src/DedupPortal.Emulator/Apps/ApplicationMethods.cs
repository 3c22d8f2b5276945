using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Apps;

/// <summary>app.info and the rest that an application asks about itself and the portal it stands in.</summary>
internal static class ApplicationMethods
{
    public static void Register(MethodTable methods)
    {
        methods.ForApplications("app.info", RestRefusalException.Code("ACCESS_DENIED", "Access denied!"), Describe);
        methods.Read("crm.type.list", Types);
    }

    private static JsonObject Describe(RestCall call)
    {
        var (application, profile) = (call.Caller.Application!, call.State.Profile);
        return new JsonObject
        {
            ["ID"] = application.Id,
            ["CODE"] = application.ClientId,
            ["VERSION"] = application.Version,
            ["STATUS"] = application.Status,
            ["INSTALLED"] = application.Installation == Installation.Done,
            ["PAYMENT_EXPIRED"] = application.PaymentExpired ? "Y" : "N",
            ["DAYS"] = null,
            ["LANGUAGE_ID"] = "ru",
            ["LICENSE"] = profile.LicenceShown,
            ["LICENSE_TYPE"] = profile.LicenceType,
            ["LICENSE_FAMILY"] = profile.LicenceFamily,
        };
    }

    // One smart process: the only place where REST shows whether a recycle bin is in use.
    private static JsonObject Types(RestCall call)
    {
        call.Total = 1;
        return new JsonObject
        {
            ["types"] = new JsonArray(new JsonObject
            {
                ["id"] = 1, ["title"] = "Проекты", ["code"] = "", ["createdBy"] = 1, ["entityTypeId"] = 1038, ["isCategoriesEnabled"] = "N", ["isStagesEnabled"] = "Y",
                ["isClientEnabled"] = "Y", ["isObserversEnabled"] = "N", ["isRecyclebinEnabled"] = call.State.Profile.RecycleBin ? "Y" : "N",
            }),
        };
    }
}
