//! What can be wrong with records before any requirement is asked about.

vauban_diagnostics::codes! {
    UNKNOWN_KIND "unknown-kind" Error "a table is no kind of record";
    MISPLACED_RECORD "misplaced-record" Error "a record stands where its kind does not belong";
    UNKNOWN_KEY "unknown-key" Error "a record has a key that its kind does not know";
    MISSING_KEY "missing-key" Error "a record leaves out a key it cannot do without";
    WRONG_TYPE "wrong-type" Error "a value is not of the type its key asks for";
    UNKNOWN_WORD "unknown-word" Error "a value is not on the list of words for its key";
    BAD_ID "bad-id" Error "an id uses letters that ids do not have";
    DUPLICATE_ID "duplicate-id" Error "two records of a kind have the same id";
    ID_DIFFERS_IN_CASE "id-differs-in-case" Error "two ids of a kind differ only in upper and lower case";
    UNRESOLVED_REFERENCE "unresolved-reference" Error "a reference names no record";
    WRONG_KIND_OF_REFERENCE "wrong-kind-of-reference" Error "a reference names a record of a kind that cannot stand there";
    UNKNOWN_REQUIREMENT "unknown-requirement" Error "a requirement id is in no catalog in force";
    REQUIREMENT_OF_TWO_EDITIONS "requirement-of-two-editions" Warning "a requirement id without its edition means something else in another edition in force";
    PARENT_CYCLE "parent-cycle" Error "records contain each other in a circle";
    CHANGE_UNMATCHED "change-unmatched" Error "a change or removal names no record of a used folder";
    FORMERLY_IN_USE "formerly-in-use" Error "a former id is the id of another record";
    USE_CYCLE "use-cycle" Error "folders use each other in a circle";
    USE_UNREADABLE "use-unreadable" Error "a used folder cannot be read";
    USE_CHANGED "use-changed" Error "a used folder is not the one whose digest was stored";
    USE_IN_TWO_STATES "use-in-two-states" Warning "a folder is used in two ways that do not show the same records";
    USE_HOLDS_MORE "use-holds-more" Error "a restricted folder holds other kinds of records than it is said to";
    CATALOG_BROKEN "catalog-broken" Error "a catalog file of the project is refused";
    THREAT_RULE_BROKEN "threat-rule-broken" Error "an entry of the project's own threat knowledge is refused";
    THREAT_RULE_REPLACED "threat-rule-replaced" Warning "a decision names a threat rule that another has replaced";
    RESULTS_UNREADABLE "results-unreadable" Error "a file of results cannot be read as what it is";
    OBSERVATION_UNREADABLE "observation-unreadable" Error "a file of an observation cannot be read as what it is said to be";
    SBOM_UNREADABLE "sbom-unreadable" Warning "a bill of materials of a release cannot be read";
    LINE_LACKS_RECORD "line-lacks-record" Error "a record of today that is about a version line names what the line does not have";
    SECRET_IN_RECORD "secret-in-record" Error "a file holds what looks like a secret";
}
