//! The words of the guide that stand in no record: headings, columns, sentences around tables. One set per language; a
//! language that has none gets English ones.

use vauban_analysis::guidance::matches;

macro_rules! words {
    ($($(#[doc = $doc:literal])* $name:ident: $en:literal, $de:literal;)*) => {
        /// Words of one language.
        #[derive(Debug)]
        pub(super) struct Words {
            /// The language.
            pub(super) tag: &'static str,
            $(pub(super) $name: &'static str,)*
        }

        static ENGLISH: Words = Words { tag: "en", $($name: $en,)* };
        static GERMAN: Words = Words { tag: "de", $($name: $de,)* };
    };
}

words! {
    title: "Security guide", "Sicherheitshandbuch";
    summary: "for users: what protects the product, what its surroundings must provide, how to harden, use and dispose of it",
        "für Anwender: was das Produkt schützt, was seine Umgebung leisten muss, wie man es härtet, benutzt und entsorgt";
    product: "Product", "Produkt";
    version: "Version", "Version";
    maker: "Manufacturer", "Hersteller";
    released: "Released", "Freigegeben am";
    reviewed: "Documentation reviewed", "Dokumentation geprüft am";
    supported: "Security updates until", "Sicherheitsupdates bis";
    language: "Language", "Sprache";
    draft: "Draft, not reviewed", "Entwurf, nicht geprüft";
    draft_text: "The documentation of this version has not been reviewed as it stands. Do not hand it to customers.",
        "Die Dokumentation dieser Version ist in diesem Stand nicht geprüft. Nicht an Kunden weitergeben.";
    untold: "For the maker: no section tells users about", "Für den Hersteller: kein Abschnitt sagt Anwendern etwas über";
    empty: "For the maker: nothing is written yet about this", "Für den Hersteller: hierzu ist noch nichts geschrieben";
    not_in: "This section is not available in this language yet and follows in", "Dieser Abschnitt liegt in dieser Sprache noch nicht vor; er folgt auf";
    rows_not_in: "Parts of this table are not available in this language yet and stand in", "Teile dieser Tabelle liegen in dieser Sprache noch nicht vor; sie stehen auf";

    use_title: "Intended use", "Bestimmungsgemäße Verwendung";
    intended: "Intended for", "Vorgesehen für";
    not_intended: "Not intended for", "Nicht vorgesehen für";
    misuse: "Foreseeable misuse", "Vorhersehbarer Missbrauch";
    network: "Place in the network", "Platz im Netz";
    physical: "Physical surroundings", "Räumliche Umgebung";
    isolation: "Separation and access", "Trennung und Zugang";

    defence_title: "How the product defends itself", "Wie sich das Produkt schützt";
    more_layers: "Further layers of the product and what each is there for.", "Weitere Schichten des Produkts und wofür jede da ist.";
    layers: "Further layers", "Weitere Schichten";
    layer: "Layer", "Schicht";
    task: "What it is there for", "Wofür sie da ist";

    environment_title: "What the surroundings must provide", "Was die Umgebung leisten muss";
    environment_lead: "Each measure, who provides it, and what follows where it is missing: then put something else in its place.",
        "Jede Maßnahme, wer für sie sorgt, und was folgt, wo sie fehlt: setzen Sie dann etwas anderes an ihre Stelle.";
    measures: "Measures expected of the surroundings", "Von der Umgebung erwartete Maßnahmen";
    measure: "Measure", "Maßnahme";
    provider: "Provided by", "Zuständig";
    without: "Without it", "Ohne sie";
    described: "More in", "Mehr dazu";

    hardening_title: "Installing and hardening", "Einbauen und Härten";
    options: "Security options", "Sicherheitseinstellungen";
    options_lead: "Every setting that bears on security, with what it can be, what it is as delivered, what it does, and where it is set, changed or deleted.",
        "Jede Einstellung mit Wirkung auf die Sicherheit: mögliche Werte, Lieferzustand, Wirkung, und wo man sie setzt, ändert oder löscht.";
    option: "Setting", "Einstellung";
    values: "Values", "Werte";
    delivered: "As delivered", "Lieferzustand";
    recommended: "Recommended", "Empfohlen";
    effect: "Effect on security and work", "Wirkung auf Sicherheit und Arbeit";
    how: "Where and how", "Wo und wie";
    stronger: "Adds protection", "Verstärkt den Schutz";
    weaker: "Takes protection away", "Schwächt den Schutz";
    neutral: "Shapes protection", "Formt den Schutz";
    work: "In everyday work", "Im Alltag";
    interfaces: "Interfaces and network ports", "Schnittstellen und Netzwerk-Ports";
    interfaces_lead: "What others can reach, whether it is on as delivered, and how it is switched off. Switch off what you do not need.",
        "Was von außen erreichbar ist, ob es bei Lieferung eingeschaltet ist und wie man es abschaltet. Schalten Sie ab, was Sie nicht brauchen.";
    interface: "Interface", "Schnittstelle";
    protocol: "Protocol and port", "Protokoll und Port";
    switch_off: "Can be switched off", "Abschaltbar";
    on: "on", "ein";
    off: "off", "aus";
    yes: "yes", "ja";
    no: "no", "nein";
    not_said: "not stated", "keine Angabe";
    ports: "Ports and connectors on the device", "Anschlüsse am Gerät";
    ports_lead: "What is left on the device as delivered. Guarded means that a measure of the product stands behind it.",
        "Was bei Lieferung am Gerät vorhanden ist. Geschützt heißt, dass dahinter eine Maßnahme des Produkts steht.";
    port: "Port", "Anschluss";
    state: "State", "Zustand";
    guarded: "guarded", "geschützt";
    open: "open", "offen";

    accounts_title: "Accounts and privileges", "Konten und Rechte";
    accounts: "Accounts", "Konten";
    accounts_lead: "Every account that exists as delivered or that is needed, what it may do, and how its name and password are changed.",
        "Jedes Konto, das bei Lieferung besteht oder gebraucht wird, was es darf, und wie Name und Kennwort geändert werden.";
    account: "Account", "Konto";
    kind: "Kind", "Art";
    may: "May", "Darf";
    exists: "exists", "vorhanden";
    absent: "does not exist", "nicht vorhanden";
    change: "Name and password", "Name und Kennwort";

    operation_title: "Operating securely", "Sicher betreiben";
    duties: "The product relies on these people and systems, too:", "Das Produkt verlässt sich auch auf diese Personen und Systeme:";

    updates_title: "Updates and genuine files", "Updates und echte Dateien";
    verify: "Checking what was delivered", "Prüfen, was geliefert wurde";
    verify_lead: "Check files before you install them. The digests tell whether they are whole, the signature whether they are ours. Take the key from a place you trust, not from where you got the files.",
        "Prüfen Sie Dateien, bevor Sie sie installieren. Die Prüfsummen sagen, ob sie unversehrt sind, die Signatur, ob sie von uns sind. Nehmen Sie den Schlüssel von einer vertrauten Stelle, nicht von dort, wo die Dateien herkommen.";
    verify_key: "Key under the manifest", "Schlüssel unter dem Manifest";
    fingerprint: "Fingerprint", "Fingerabdruck";
    public_key: "Public key", "Öffentlicher Schlüssel";
    algorithm: "Algorithm", "Verfahren";
    valid_until: "Valid until", "Gültig bis";
    command: "With the public key saved as `key.pub`, in the folder of the delivery:", "Mit dem öffentlichen Schlüssel in `key.pub`, im Ordner der Lieferung:";
    files: "Files of this version", "Dateien dieser Version";
    file: "File", "Datei";
    digest: "SHA-256", "SHA-256";

    report_title: "Reporting a vulnerability", "Schwachstellen melden";
    report_lead: "Tell us about weaknesses and incidents; you need not be sure.", "Melden Sie uns Schwachstellen und Vorfälle, auch wenn Sie nicht sicher sind.";
    address: "Address", "Adresse";

    support_title: "Support period", "Unterstützungszeitraum";
    support_lead: "Until this day security updates are provided. After it, weaknesses that become known stay open.",
        "Bis zu diesem Tag gibt es Sicherheitsupdates. Danach bleiben Schwachstellen, die bekannt werden, offen.";
    line: "Version line", "Versionslinie";
    until: "Supported until", "Unterstützt bis";
    over: "ended", "beendet";
    unknown_support: "The end of support of this version is not stated.", "Das Ende der Unterstützung dieser Version ist nicht angegeben.";

    disposal_title: "Taking out of service", "Außerbetriebnahme";
    data: "Data to remove", "Zu entfernende Daten";
    data_lead: "What must not be found afterwards: where it lies, and where its removal is described.",
        "Was danach nicht zu finden sein darf: wo es liegt, und wo seine Entfernung beschrieben ist.";
    datum: "Data", "Daten";
    in_product: "In the product", "Im Produkt";
    elsewhere: "Also kept in", "Auch aufbewahrt in";
    removal: "Removal", "Entfernung";

    changes_title: "What changed in this version", "Was sich in dieser Version geändert hat";
    since: "Security-related changes since version", "Sicherheitsrelevante Änderungen seit Version";
    first_version: "Security-related changes of this version.", "Sicherheitsrelevante Änderungen dieser Version.";
    advisory: "Advisory", "Sicherheitshinweis";
    what_to_do: "What to do", "Was zu tun ist";
    effects: "Effects of the update", "Auswirkungen des Updates";
    check_applied: "How to see that it is installed", "Woran man sieht, dass es installiert ist";
    risk: "If you do not install it", "Wenn Sie es nicht installieren";

    manuals_title: "Other manuals", "Weitere Handbücher";
    manuals_lead: "Manuals that belong to this version and what they say on security.", "Handbücher dieser Version und was darin zur Sicherheit steht.";
    manual: "Manual", "Handbuch";
    page: "page", "Seite";
    section: "Section", "Abschnitt";
}

/// The words of a language.
pub(super) fn words(language: &str) -> &'static Words {
    [&GERMAN, &ENGLISH].into_iter().find(|words| matches(language, words.tag)).unwrap_or(&ENGLISH)
}

/// The name of a language, in the words of another.
pub(super) fn language(of: &str, words: &Words) -> String {
    let german = words.tag == "de";
    let names = [
        ("en", "English", "Englisch"),
        ("de", "German", "Deutsch"),
        ("fr", "French", "Französisch"),
        ("es", "Spanish", "Spanisch"),
        ("it", "Italian", "Italienisch"),
        ("nl", "Dutch", "Niederländisch"),
        ("pl", "Polish", "Polnisch"),
        ("cs", "Czech", "Tschechisch"),
    ];
    let known = names.iter().find(|(tag, ..)| matches(of, tag));
    known.map_or_else(
        || of.to_owned(),
        |(_, english, name)| if german { (*name).to_owned() } else { (*english).to_owned() },
    )
}
