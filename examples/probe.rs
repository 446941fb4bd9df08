fn main() {
    let path = std::env::args().nth(1).unwrap();
    let t = std::time::Instant::now();
    let source = teigen::repository::Source::open(path.as_ref()).unwrap();
    let snap = teigen::repository::read(&source, &Default::default(), &|_, _| {}).unwrap();
    eprintln!("{:?}", t.elapsed());
    for v in snap.versions.iter().chain(&snap.next) {
        println!(
            "{} {} {} {:?} {}",
            v.name,
            v.commit.short(),
            v.date.date(),
            v.origin,
            v.documents(&snap.source).count()
        );
    }
    println!("source={:?} main={}", snap.source, snap.main_branch);
    use teigen::snapshot::PullRequestState::*;
    let m = snap
        .pull_requests
        .iter()
        .filter(|p| matches!(p.state, Merged { .. }))
        .count();
    let o = snap
        .pull_requests
        .iter()
        .filter(|p| p.state == Open)
        .count();
    println!(
        "{} prs, {} merged {} open {} unavailable",
        snap.pull_requests.len(),
        m,
        o,
        snap.pull_requests
            .iter()
            .filter(|p| p.unavailable.is_some())
            .count()
    );
    for p in &snap.pull_requests {
        if std::env::args().nth(2).is_some() {
            println!(
                "#{} {:?} {} {:?} revs {} files {} unreadable {:?} {:?}",
                p.number,
                p.title,
                match p.state {
                    Merged { .. } => "merged",
                    Open => "open",
                    _ => "unknown",
                },
                p.authors,
                p.revisions.len(),
                p.newest().map_or(0, |r| r.files.len()),
                p.newest().map(|r| &r.unreadable),
                p.unavailable
            );
        }
    }
    for d in &snap.diagnostics {
        println!("{d}");
    }
}
