//! A family of plans as a picture: each plan below its nearest parent, with how much of it it answers.

use super::tree::{Coverage, Family, level, name};
use crate::base::Lang;
use crate::report::clause::title;
use crate::report::ledger::issued;
use crate::report::svg::{Svg, wrapped};

/// A plan's box.
const WIDE: f64 = 236.0;
const HIGH: f64 = 128.0;
/// Between boxes side by side, and above one another.
const GAP: f64 = 22.0;
const DROP: f64 = 56.0;
/// Round the picture, and above the first row.
const MARGIN: f64 = 24.0;
const HEAD: f64 = 64.0;

/// The picture.
pub fn svg(family: &Family<'_>, lang: Lang) -> String {
    let rows = rows(family);
    let mut places: Vec<(f64, f64)> = vec![(0.0, 0.0); family.plans.len()];
    let mut next = MARGIN;
    for root in family.roots() {
        place(family, root, &rows, &mut next, &mut places);
    }
    let deep = rows.iter().max().map_or(0, |r| r + 1);
    #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
    let high = HEAD + deep as f64 * (HIGH + DROP) - DROP + MARGIN + 30.0;
    let wide = (next - GAP + MARGIN).max(620.0);
    let mut out = Svg::default();
    let heading = lang.pick("各级方案承接情况", "Who carries out what").to_owned();
    out.text("title", (MARGIN, 36.0), &heading);
    for edge in (0..family.plans.len()).filter_map(|plan| family.nearest(plan)) {
        let (from, to) = (places[edge.parent], places[edge.child]);
        let (start, end) = ((from.0 + WIDE / 2.0, from.1 + HIGH), (to.0 + WIDE / 2.0, to.1));
        let half = end.1 - DROP / 2.0;
        out.line("link", &[start, (start.0, half), (end.0, half), end]);
    }
    for (plan, doc) in family.plans.iter().enumerate() {
        let (x, y) = places[plan];
        let coverage = family.nearest(plan).map(|e| Coverage::of(e.alignment));
        let full = title(*doc);
        let told =
            coverage.map(|c| format!("{full}{}{}", lang.pick("：", ": "), c.words(lang))).unwrap_or(full.clone());
        out.group(&told, |out| {
            out.rect("box", (x, y), (WIDE, HIGH));
            for (at, line) in (0u8..).zip(wrapped(&full, 30, 2)) {
                out.text("name", (x + 12.0, y + 26.0 + f64::from(at) * 19.0), &line);
            }
            let stage = issued(*doc, lang).0;
            let stage = stage.lines().next().unwrap_or_default();
            let about = [level(doc.plan.meta.level, lang), stage].join("　");
            out.text("soft", (x + 12.0, y + 66.0), about.trim());
            match coverage {
                Some(coverage) => {
                    bar(out, coverage, (x + 12.0, y + 76.0), lang);
                    for line in wrapped(&besides(family, plan, coverage, lang), 34, 1) {
                        out.text("soft", (x + 12.0, y + 121.0), &line);
                    }
                }
                None => {
                    let count = doc.facts.tasks.len();
                    out.text(
                        "",
                        (x + 12.0, y + 94.0),
                        &lang.pick(format!("任务 {count} 项"), format!("{count} tasks")),
                    );
                }
            }
        });
    }
    legend(&mut out, (MARGIN, high - 18.0), lang);
    out.finish((wide, high), &heading)
}

/// The row of each plan: by level, and below its parent.
fn rows(family: &Family<'_>) -> Vec<usize> {
    let mut levels: Vec<_> = family.plans.iter().filter_map(|d| d.plan.meta.level).collect();
    levels.sort_unstable();
    levels.dedup();
    let mut out = vec![0; family.plans.len()];
    for root in family.roots() {
        let rank = |plan: usize| family.plans[plan].plan.meta.level.and_then(|l| levels.iter().position(|k| *k == l));
        out[root] = rank(root).unwrap_or(0);
        for (edge, _) in family.below(root) {
            out[edge.child] = rank(edge.child).unwrap_or(0).max(out[edge.parent] + 1);
        }
    }
    out
}

/// Places a plan above the middle of its children, and these side by side.
fn place(family: &Family<'_>, plan: usize, rows: &[usize], next: &mut f64, places: &mut [(f64, f64)]) {
    let children: Vec<usize> = family.children(plan).iter().map(|e| e.child).collect();
    for &child in &children {
        place(family, child, rows, next, places);
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
    let y = HEAD + rows[plan] as f64 * (HIGH + DROP);
    let x = match (children.first(), children.last()) {
        (Some(&first), Some(&last)) => (places[first].0 + places[last].0) / 2.0,
        _ => {
            let x = *next;
            *next += WIDE + GAP;
            x
        }
    };
    places[plan] = (x, y);
}

/// A bar of what is answered, and the same in numbers.
fn bar(out: &mut Svg, coverage: Coverage, (x, y): (f64, f64), lang: Lang) {
    let Coverage { covered, partial, missing, own, .. } = coverage;
    let whole = (covered + partial + missing + own).max(1);
    let wide = WIDE - 24.0;
    let mut from = x;
    for (class, count) in [("good", covered), ("weak", partial), ("missing", missing), ("own", own)] {
        if count == 0 {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "tasks of one plan")]
        let part = wide * count as f64 / whole as f64;
        out.rect(class, (from, y), (part, 12.0));
        from += part;
    }
    let counts = lang.pick(
        format!(
            "承接{covered} 部分{partial} 缺失{missing}{}",
            if own > 0 { format!(" 上级{own}") } else { String::new() }
        ),
        format!("{covered} covered, {partial} partial, {missing} missing"),
    );
    out.text("", (x, y + 29.0), &counts);
}

/// What else there is to say of a plan: its weaker targets, and the parents besides the nearest.
fn besides(family: &Family<'_>, plan: usize, coverage: Coverage, lang: Lang) -> String {
    let mut out = Vec::new();
    if coverage.weaker > 0 {
        let count = coverage.weaker;
        out.push(lang.pick(format!("目标偏弱 {count}"), format!("{count} targets weaker")));
    }
    let near = family.nearest(plan).map(|e| e.parent);
    let others = family.edges.iter().filter(|e| e.child == plan && Some(e.parent) != near);
    let others: Vec<String> = others.map(|e| name(family.plans[e.parent])).collect();
    if !others.is_empty() {
        let others = others.join(lang.pick("、", ", "));
        out.push(format!("{}{others}", lang.pick("也承接：", "also: ")));
    }
    out.join("　")
}

fn legend(out: &mut Svg, (x, y): (f64, f64), lang: Lang) {
    let mut from = x;
    for (class, zh, en) in [
        ("good", "已承接", "covered"),
        ("weak", "部分承接", "partial"),
        ("missing", "缺失", "missing"),
        ("own", "上级事项", "the parent's own"),
    ] {
        out.rect(class, (from, y - 10.0), (18.0, 12.0));
        out.text("soft", (from + 24.0, y), lang.pick(zh, en));
        from += 120.0;
    }
}
