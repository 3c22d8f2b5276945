using DedupPortal.Emulator.Crm;

namespace DedupPortal.Emulator.Cards;

/// <summary>What the fields are called on the pages. The portal itself speaks Russian; English names are for readers.</summary>
internal static class FieldTitles
{
    private static readonly Dictionary<string, string> s_english = new(StringComparer.Ordinal)
    {
        ["TITLE"] = "Name", ["HONORIFIC"] = "Salutation", ["NAME"] = "First name", ["SECOND_NAME"] = "Middle name", ["LAST_NAME"] = "Last name", ["BIRTHDATE"] = "Date of birth",
        ["POST"] = "Position", ["COMPANY_TITLE"] = "Company name", ["STATUS_ID"] = "Stage", ["STATUS_SEMANTIC_ID"] = "Stage group", ["STATUS_DESCRIPTION"] = "About the stage",
        ["STAGE_ID"] = "Stage", ["STAGE_SEMANTIC_ID"] = "Stage group", ["CATEGORY_ID"] = "Pipeline", ["TYPE_ID"] = "Type", ["COMPANY_TYPE"] = "Company type", ["SOURCE_ID"] = "Source",
        ["SOURCE_DESCRIPTION"] = "About the source", ["COMMENTS"] = "Comment", ["PHOTO"] = "Photo", ["LOGO"] = "Logo", ["EXPORT"] = "Included in export", ["INDUSTRY"] = "Industry",
        ["EMPLOYEES"] = "Employees", ["REVENUE"] = "Annual revenue", ["BANKING_DETAILS"] = "Bank details", ["IS_MY_COMPANY"] = "My company", ["CURRENCY_ID"] = "Currency",
        ["OPPORTUNITY"] = "Amount", ["IS_MANUAL_OPPORTUNITY"] = "Amount typed by hand", ["TAX_VALUE"] = "Tax", ["PROBABILITY"] = "Probability", ["IS_NEW"] = "New",
        ["IS_RECURRING"] = "Recurring", ["IS_RETURN_CUSTOMER"] = "Repeat", ["IS_REPEATED_APPROACH"] = "Repeat inquiry", ["CLOSED"] = "Closed", ["BEGINDATE"] = "Start date",
        ["CLOSEDATE"] = "Expected close date", ["DATE_CLOSED"] = "Closed on", ["ADDITIONAL_INFO"] = "Additional information", ["ASSIGNED_BY_ID"] = "Responsible",
        ["CREATED_BY_ID"] = "Created by", ["MODIFY_BY_ID"] = "Modified by", ["DATE_CREATE"] = "Created on", ["DATE_MODIFY"] = "Modified on", ["MOVED_BY_ID"] = "Stage changed by",
        ["MOVED_TIME"] = "Stage changed on", ["LAST_ACTIVITY_TIME"] = "Last activity", ["LAST_ACTIVITY_BY"] = "Last active", ["OPENED"] = "Available to everyone",
        ["ORIGINATOR_ID"] = "External source", ["ORIGIN_ID"] = "ID in the external source", ["ORIGIN_VERSION"] = "Version of the original", ["UTM_SOURCE"] = "UTM source",
        ["UTM_MEDIUM"] = "UTM medium", ["UTM_CAMPAIGN"] = "UTM campaign", ["UTM_CONTENT"] = "UTM content", ["UTM_TERM"] = "UTM term", ["HAS_PHONE"] = "Has a phone",
        ["HAS_EMAIL"] = "Has an e-mail", ["HAS_IMOL"] = "Has an Open Channel", ["ADDRESS"] = "Address", ["ADDRESS_2"] = "Address (line 2)", ["ADDRESS_CITY"] = "City",
        ["ADDRESS_POSTAL_CODE"] = "Postal code", ["ADDRESS_REGION"] = "District", ["ADDRESS_PROVINCE"] = "Region", ["ADDRESS_COUNTRY"] = "Country",
        ["ADDRESS_LEGAL"] = "Legal address", ["OBSERVER_IDS"] = "Observers", ["PHONE"] = "Phone", ["EMAIL"] = "E-mail", ["WEB"] = "Website", ["IM"] = "Messenger", ["LINK"] = "Link",
        ["UF_CRM_1720000001"] = "City of the client", ["UF_CRM_1720000002"] = "Interests", ["UF_CRM_1720000011"] = "City", ["UF_CRM_1720000012"] = "Interests", ["UF_CRM_1720000013"] = "Agreed to mailings", ["UF_CRM_1720000021"] = "Contract number", ["UF_CRM_1720000031"] = "Tax number",
        ["UF_CRM_1720697698689"] = "Level",
    };

    public static string Of(FieldSpec field, PageTexts texts) => texts == PageTexts.Russian ? field.Title : s_english.GetValueOrDefault(field.Name, field.Title);
}
