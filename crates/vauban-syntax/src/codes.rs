//! What can be wrong with a file before any record is looked at.

vauban_diagnostics::codes! {
    TOML_SYNTAX "toml-syntax" Error "a record file is not valid TOML";
    DUPLICATE_KEY "duplicate-key" Error "a record or a key is written twice in one file";
    FRONT_MATTER_OPEN "front-matter-open" Error "the front matter of a Markdown file is not closed by a second `+++` line";
    NO_SUCH_DATE "no-such-date" Error "a date is not in the calendar";
    FILE_TOO_LARGE "file-too-large" Error "a record file is larger than 16 MiB";
    TOO_MANY_FILES "too-many-files" Error "there are more record files than 200 000, or they hold more than 1 GiB";
    NOT_UTF8 "not-utf8" Error "a record file is not UTF-8";
    NUL_BYTE "nul-byte" Error "a record file holds a NUL byte";
    UNREADABLE_FILE "unreadable-file" Error "a record file or folder cannot be read";
    LINK_OUTSIDE "link-outside" Error "a symbolic link leads out of the project";
}
