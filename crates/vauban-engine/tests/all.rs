//! What the engine answers, over whole projects in memory and on disk. They are one program: each of its own would carry the whole library once more.

mod article_14;
mod bad_input;
mod deletion;
#[path = "depth/main.rs"]
mod depth;
mod evidence;
mod explanations;
mod folders;
mod interfaces;
mod levels;
mod lines;
mod observation;
mod practices;
mod refinement;
mod threat_rules;
mod threats;
mod updates;
mod used;
mod verdicts;
