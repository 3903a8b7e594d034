//! What a part of others is called and which of its versions is later: package URLs, CPEs, version orders and ranges; knows no file.
