//! Weights → rectangles that fill an area, each as large as its weight: the squarified treemap of Bruls, Huizing and van Wijk,
//! “Squarified Treemaps” (2000). Pure geometry.

/// A rectangle, in the units of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tile {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
}

/// Divides an area by weights above 0. The rectangles come in the order of the weights, near to squares where the weights descend.
pub fn squarify(weights: &[f64], area: Tile) -> Vec<Tile> {
    let total: f64 = weights.iter().sum();
    if total <= 0.0 || area.width <= 0.0 || area.height <= 0.0 {
        return weights.iter().map(|_| Tile::nothing(area)).collect();
    }
    let scale = area.width * area.height / total;
    let sizes: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
    let (mut tiles, mut rest) = (Vec::with_capacity(sizes.len()), area);
    let mut sizes = sizes.as_slice();
    while !sizes.is_empty() {
        let count = row_length(sizes, rest.width.min(rest.height));
        let (row, others) = sizes.split_at(count);
        rest = lay(row, rest, &mut tiles);
        sizes = others;
    }
    tiles
}

/// How many of the next sizes stand side by side along an edge: as long as the worst of them comes nearer to a square.
fn row_length(sizes: &[f64], edge: f64) -> usize {
    let (mut sum, mut worst) = (0.0, f64::INFINITY);
    for (count, size) in sizes.iter().enumerate() {
        sum += size;
        let row = &sizes[..=count];
        let aspects = row.iter().map(|size| aspect(*size, sum, edge));
        let next = aspects.fold(0.0, f64::max);
        if next > worst {
            return count.max(1);
        }
        worst = next;
    }
    sizes.len()
}

/// The longer side by the shorter one, of one size in a row of this sum along an edge.
fn aspect(size: f64, sum: f64, edge: f64) -> f64 {
    let across = sum / edge;
    let along = size / across;
    (across / along).max(along / across)
}

/// Lays a row along the shorter edge; what is left of the area remains.
fn lay(row: &[f64], area: Tile, tiles: &mut Vec<Tile>) -> Tile {
    let sum: f64 = row.iter().sum();
    let upright = area.width >= area.height;
    let edge = area.width.min(area.height);
    let across = if edge > 0.0 { sum / edge } else { 0.0 };
    let mut from = 0.0;
    for size in row {
        let along = if across > 0.0 { size / across } else { 0.0 };
        tiles.push(if upright {
            Tile {
                y: area.y + from,
                width: across,
                height: along,
                ..area
            }
        } else {
            Tile {
                x: area.x + from,
                width: along,
                height: across,
                ..area
            }
        });
        from += along;
    }
    if upright {
        Tile {
            x: area.x + across,
            width: area.width - across,
            ..area
        }
    } else {
        Tile {
            y: area.y + across,
            height: area.height - across,
            ..area
        }
    }
}

impl Tile {
    fn nothing(area: Self) -> Self {
        Self {
            width: 0.0,
            height: 0.0,
            ..area
        }
    }

    /// Without so much at its upper edge and at the others.
    pub fn inside(self, top: f64, edge: f64) -> Self {
        Self {
            x: self.x + edge,
            y: self.y + top,
            width: (self.width - 2.0 * edge).max(0.0),
            height: (self.height - top - edge).max(0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Tile = Tile {
        x: 0.0,
        y: 0.0,
        width: 6.0,
        height: 4.0,
    };

    #[test]
    fn the_example_of_the_paper_comes_out() {
        let tiles = squarify(&[6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0], AREA);
        let shape = |at: usize| (tiles[at].width, tiles[at].height);
        assert_eq!([shape(0), shape(1)], [(3.0, 2.0), (3.0, 2.0)]);
        assert_eq!((tiles[1].x, tiles[1].y), (0.0, 2.0));
        assert!((shape(2).0 - 12.0 / 7.0).abs() < 1e-9, "{tiles:?}");
    }

    #[test]
    fn tiles_are_as_large_as_their_weights_and_stay_in_the_area() {
        let weights: Vec<f64> = (1..60_u32).rev().map(f64::from).collect();
        let total: f64 = weights.iter().sum();
        for (tile, weight) in squarify(&weights, AREA).iter().zip(&weights) {
            assert!((tile.width * tile.height - weight / total * 24.0).abs() < 1e-9);
            assert!(tile.x >= 0.0 && tile.x + tile.width <= 6.0 + 1e-9);
            assert!(tile.y >= 0.0 && tile.y + tile.height <= 4.0 + 1e-9);
        }
    }

    #[test]
    fn nothing_to_show_and_nowhere_to_show_it_are_no_trouble() {
        assert_eq!(squarify(&[], AREA), []);
        let nowhere = Tile { width: 0.0, ..AREA };
        assert_eq!(squarify(&[1.0], nowhere)[0].height, 0.0);
    }
}
