//! Sayings and what is like each → groups around a representative: every member is like it directly.

use super::{ALIKE, CONTAINED_ALIKE, Edge, Family, How, Member, Nodes, SAME, Saying};

/// Groups that say the same, each around its earliest member.
pub(super) fn same(nodes: &Nodes<'_>, edges: &[Vec<Edge>]) -> Vec<Family> {
    let order: Vec<usize> = (0..nodes.len()).collect();
    stars(nodes, edges, &order, |edge| edge.likeness >= SAME)
}

/// Groups of alike sayings, each around its most typical member.
pub(super) fn alike(nodes: &Nodes<'_>, edges: &[Vec<Edge>]) -> Vec<Family> {
    let requests = |node: usize| nodes.requests[node].len();
    let company: Vec<usize> = (0..nodes.len())
        .map(|node| {
            edges[node]
                .iter()
                .map(|edge| requests(edge.to))
                .sum::<usize>()
                + requests(node)
        })
        .collect();
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|&node| (std::cmp::Reverse(company[node]), node));
    stars(nodes, edges, &order, |edge| {
        let contains = matches!(edge.how, How::Contains | How::Contained);
        edge.likeness >= ALIKE || contains && edge.likeness >= CONTAINED_ALIKE
    })
}

/// Takes each saying that belongs to no group yet, in order, with all such that are like it.
fn stars(
    nodes: &Nodes<'_>,
    edges: &[Vec<Edge>],
    order: &[usize],
    belongs: impl Fn(&Edge) -> bool,
) -> Vec<Family> {
    let mut taken = vec![false; nodes.len()];
    let mut found = Vec::new();
    for &centre in order {
        if std::mem::replace(&mut taken[centre], true) {
            continue;
        }
        let twins = nodes.requests[centre].iter().map(|twin| {
            let (likeness, how) = nodes.requests[centre][0].as_twin(twin);
            member(twin, likeness, how)
        });
        let mut members: Vec<Member> = twins.collect();
        for edge in edges[centre].iter().filter(|edge| belongs(edge)) {
            if !std::mem::replace(&mut taken[edge.to], true) {
                let requests = nodes.requests[edge.to].iter();
                members.extend(requests.map(|request| member(request, edge.likeness, edge.how)));
            }
        }
        if members.len() > 1 {
            members.sort_by_key(|member| member.number);
            found.push(Family {
                representative: nodes.requests[centre][0].number,
                members,
            });
        }
    }
    found.sort_by_key(|family| family.representative);
    found
}

fn member(request: &Saying, likeness: u16, how: How) -> Member {
    Member {
        number: request.number,
        likeness,
        how,
    }
}
