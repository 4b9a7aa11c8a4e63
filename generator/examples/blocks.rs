use docquarry::document::*;
fn main() {
    for p in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&p).unwrap();
        let f = Format::detect(&text);
        let t = std::time::Instant::now();
        let doc = f.read(&p, &text, &docquarry::dialect::vocabularies());
        println!("##### {p} {f:?} pages {} in {:?}", doc.pages.len(), t.elapsed());
        for page in &doc.pages {
            println!(
                "=== page {} title {:?} date {:?} links {}",
                page.dialect,
                page.title,
                page.updated,
                page.links.len()
            );
            for b in &page.blocks {
                match b {
                    Block::Heading(h) => println!("H{} {:?} {}", h.level, h.line.numbers, h.line.text),
                    Block::Paragraph(l) => println!("P {:?} {}", l.numbers, l.text),
                    Block::List(ls) => {
                        for l in ls {
                            println!("L {:?} {}", l.numbers, l.text)
                        }
                    }
                    Block::Code(c) => {
                        for l in &c.lines {
                            println!("C {:?} {}", l.numbers, l.text)
                        }
                        println!("C end")
                    }
                    Block::Table(t) => {
                        println!(
                            "T {:?} {:?}",
                            t.columns,
                            t.header.iter().map(|l| l.numbers.clone()).collect::<Vec<_>>()
                        );
                        for r in &t.rows {
                            println!("  R {:?}", r.span());
                            for c in &r.cells {
                                println!(
                                    "    | {}",
                                    c.iter()
                                        .map(|l| format!("{:?}{}", l.numbers, l.text))
                                        .collect::<Vec<_>>()
                                        .join(" ⏎ ")
                                )
                            }
                        }
                    }
                }
            }
        }
        println!("residue {:?}", doc.accounts.residue().count());
    }
}
