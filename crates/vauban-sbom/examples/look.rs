//! Prints what a bill of materials was read as.
#![allow(clippy::print_stdout, reason = "it is a program")]
fn main() {
    for file in std::env::args().skip(1) {
        let bytes = std::fs::read(&file).unwrap_or_default();
        match vauban_sbom::read(&bytes) {
            Ok(bill) => {
                println!(
                    "{file}: {} {} components {} edges {} roots {:?} statements {} vulnerabilities {} tools {:?} authors {}",
                    bill.format.name(),
                    bill.spec,
                    bill.components.len(),
                    bill.edges.len(),
                    bill.roots,
                    bill.statements.len(),
                    bill.vulnerabilities.len(),
                    bill.tools.first(),
                    bill.authors.len()
                );
                for problem in bill.problems.iter().take(5) {
                    println!("   {} {}", bill.place(problem.offset).line, problem.message);
                }
                for unread in bill.unread.iter().take(12) {
                    println!("   - {} x{}", unread.path, unread.count);
                }
            }
            Err(error) => println!("{file}: {error}"),
        }
    }
}
