//! Scratch.
use docquarry::dialect::{Input, ParseOptions, parse};
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let inputs: Vec<Input> = args[1..]
        .iter()
        .map(|p| Input { name: p.rsplit('/').next().unwrap().into(), bytes: std::fs::read(p).unwrap() })
        .collect();
    let t = std::time::Instant::now();
    let parsed = parse(&inputs, &ParseOptions::default());
    eprintln!("parse {:?}", t.elapsed());
    for d in &parsed.diagnostics {
        println!("{}: {} {:?}", d.code, d.message, d.source.as_ref().map(|s| s.lines));
    }
    println!("{}", parsed.ledger);
    for s in &parsed.specs {
        let json = serde_json::to_string_pretty(&s.spec).unwrap();
        std::fs::write(format!("{}/{}.json", args[0], s.spec.id), json).unwrap();
        std::fs::write(
            format!("{}/{}.prose.json", args[0], s.spec.id),
            serde_json::to_string_pretty(&s.prose).unwrap(),
        )
        .unwrap();
    }
}
