//! Lines, boxes and curves as OFD writes them: data, pen and colours, mm.

use super::failed;
use super::xml::{number, numbers};
use crate::base::Failure;
use std::fmt::Write;
use typst::layout::{Abs, Point, Transform};
use typst::visualize::{Curve, CurveItem, FillRule, FixedStroke, Geometry, LineCap, LineJoin, Paint, Shape};

/// The path of a geometry, after a transform.
pub fn data(geometry: &Geometry, at: Transform) -> String {
    let place = |p: &Point| {
        let p = p.transform(at);
        numbers(&[p.x.to_mm(), p.y.to_mm()])
    };
    match geometry {
        Geometry::Line(to) => format!("M {} L {}", place(&Point::zero()), place(to)),
        Geometry::Rect(size) => {
            let corner = |x, y| place(&Point::new(x, y));
            let (w, h, o) = (size.x, size.y, Abs::zero());
            format!("M {} L {} L {} L {} C", corner(o, o), corner(w, o), corner(w, h), corner(o, h))
        }
        Geometry::Curve(curve) => {
            let step = |item: &CurveItem| match item {
                CurveItem::Move(p) => format!("M {}", place(p)),
                CurveItem::Line(p) => format!("L {}", place(p)),
                CurveItem::Cubic(a, b, p) => format!("B {} {} {}", place(a), place(b), place(p)),
                CurveItem::Close => "C".to_owned(),
            };
            curve.0.iter().map(step).collect::<Vec<_>>().join(" ")
        }
    }
}

/// What a curve encloses, to cut off what lies outside: its box and its path within the box.
pub fn clip(curve: &Curve, at: Transform) -> ([f64; 4], String) {
    let bounds = curve.bbox(None);
    let corners = [(bounds.min.x.to_mm(), bounds.min.y.to_mm()), (bounds.max.x.to_mm(), bounds.max.y.to_mm())];
    let area = around(at, corners);
    let within = Transform::translate(-Abs::mm(area[0]), -Abs::mm(area[1])).pre_concat(at);
    (area, data(&Geometry::Curve(curve.clone()), within))
}

/// Left, top, right and bottom of what a curve encloses on the page, where that is an upright box.
pub fn upright(curve: &Curve, at: Transform) -> Option<[f64; 4]> {
    let mut corners = Vec::new();
    for item in &curve.0 {
        match item {
            CurveItem::Move(p) | CurveItem::Line(p) => {
                let p = p.transform(at);
                corners.push((p.x.to_mm(), p.y.to_mm()));
            }
            CurveItem::Close => {}
            CurveItem::Cubic(..) => return None,
        }
    }
    let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
    if corners.len() == 5 && corners.first().zip(corners.last()).is_some_and(|(a, b)| near(a.0, b.0) && near(a.1, b.1))
    {
        corners.pop();
    }
    let [a, b, c, d] = *corners.as_slice() else { return None };
    let along = near(a.1, b.1) && near(b.0, c.0) && near(c.1, d.1) && near(d.0, a.0);
    let down = near(a.0, b.0) && near(b.1, c.1) && near(c.0, d.0) && near(d.1, a.1);
    (along || down).then(|| [a.0.min(c.0), a.1.min(c.1), a.0.max(c.0), a.1.max(c.1)])
}

/// How a shape is drawn: attributes, then children.
pub fn paint(shape: &Shape, here: Transform) -> Result<(String, String), Failure> {
    let scale = (here.sx.get() * here.sy.get() - here.kx.get() * here.ky.get()).abs().sqrt();
    let (mut attributes, mut colors) = (String::new(), String::new());
    match &shape.stroke {
        Some(stroke) => {
            pen(stroke, scale, &mut attributes);
            let _ = write!(colors, "<ofd:StrokeColor Value=\"{}\"/>", color(&stroke.paint)?);
        }
        None => attributes.push_str(" Stroke=\"false\""),
    }
    if let Some(fill) = &shape.fill {
        attributes.push_str(" Fill=\"true\"");
        if shape.fill_rule == FillRule::EvenOdd {
            attributes.push_str(" Rule=\"Even-Odd\"");
        }
        let _ = write!(colors, "<ofd:FillColor Value=\"{}\"/>", color(fill)?);
    }
    Ok((attributes, colors))
}

/// A pen; what is not said is butt and miter.
fn pen(stroke: &FixedStroke, scale: f64, out: &mut String) {
    let mm = |v: Abs| v.to_mm() * scale;
    let _ = write!(out, " LineWidth=\"{}\"", number(mm(stroke.thickness)));
    match stroke.cap {
        LineCap::Butt => {}
        LineCap::Round => out.push_str(" Cap=\"Round\""),
        LineCap::Square => out.push_str(" Cap=\"Square\""),
    }
    match stroke.join {
        LineJoin::Miter => {}
        LineJoin::Round => out.push_str(" Join=\"Round\""),
        LineJoin::Bevel => out.push_str(" Join=\"Bevel\""),
    }
    if let Some(dash) = &stroke.dash {
        let pattern: Vec<f64> = dash.array.iter().map(|v| mm(*v)).collect();
        let _ = write!(out, " DashOffset=\"{}\" DashPattern=\"{}\"", number(mm(dash.phase)), numbers(&pattern));
    }
}

/// Left, top, width and height of a box after a transform, mm.
pub fn around(here: Transform, [low, high]: [(f64, f64); 2]) -> [f64; 4] {
    let corners = [low, (high.0, low.1), (low.0, high.1), high].map(|(x, y)| {
        let p = Point::new(Abs::mm(x), Abs::mm(y)).transform(here);
        (p.x.to_mm(), p.y.to_mm())
    });
    let fold =
        |pick: fn(f64, f64) -> f64, from| corners.iter().fold((from, from), |m, c| (pick(m.0, c.0), pick(m.1, c.1)));
    let (low, high) = (fold(f64::min, f64::INFINITY), fold(f64::max, f64::NEG_INFINITY));
    // A box without height would be a box that shows nothing.
    [low.0, low.1, (high.0 - low.0).max(0.01), (high.1 - low.1).max(0.01)]
}

/// A colour as readers take it without being told of a colour space: red, green, blue.
pub fn color(paint: &Paint) -> Result<String, Failure> {
    let Paint::Solid(color) = paint else {
        return Err(failed(
            "模板里的渐变色和平铺图案写不成 OFD",
            "a gradient or tiling of a template cannot be written as OFD",
        ));
    };
    let rgb = color.to_rgb();
    let parts = [rgb.red, rgb.green, rgb.blue].map(|v| f64::from((v * 255.0).round()));
    Ok(numbers(&parts))
}
