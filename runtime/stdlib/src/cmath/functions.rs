//! The functions themselves. The formulas are Kahan's ("Branch cuts for complex elementary functions") with his care for large and
//! small numbers, special values those of C's Annex G. Functions that are others turned by a quarter (`sin`, `atan`) are written so.

use core::f64::consts::{E, FRAC_PI_2, LN_2, LN_10};

use crate::math::c;

pub const INF: f64 = f64::INFINITY;
pub const NAN: f64 = f64::NAN;

/// Why there is no result.
#[derive(Clone, Copy)]
pub enum Fault {
    Domain,
    Range,
}
use Fault::{Domain, Range};

#[derive(Clone, Copy)]
pub struct Complex {
    pub re: f64,
    pub im: f64,
}

pub const fn complex(re: f64, im: f64) -> Complex {
    Complex { re, im }
}

impl Complex {
    pub fn is_finite(self) -> bool {
        self.re.is_finite() && self.im.is_finite()
    }

    pub fn is_infinite(self) -> bool {
        self.re.is_infinite() || self.im.is_infinite()
    }

    fn negative(self) -> Complex {
        complex(-self.re, -self.im)
    }

    /// Times i.
    fn turned(self) -> Complex {
        complex(-self.im, self.re)
    }

    /// Times -i.
    fn turned_back(self) -> Complex {
        complex(self.im, -self.re)
    }

    /// The angle between it and the positive reals.
    pub fn phase(self) -> f64 {
        self.im.atan2(self.re)
    }

    pub fn abs(self) -> f64 {
        self.re.hypot(self.im)
    }

    /// Whether squares of its parts, or sums of them, may overflow.
    fn is_large(self) -> bool {
        self.re.abs() > LARGE || self.im.abs() > LARGE
    }

    /// The logarithm of twice its absolute value, where that itself may overflow.
    fn log_of_twice(self) -> f64 {
        (self.re / 2.0).hypot(self.im / 2.0).ln() + 2.0 * LN_2
    }
}

pub type Computed = core::result::Result<Complex, Fault>;

const LARGE: f64 = f64::MAX / 4.0;

/// From where on `exp(x)` may overflow before it is multiplied by something small.
fn log_large() -> f64 {
    LARGE.ln()
}

/// What has overflowed is a fault.
fn in_range(z: Complex) -> Computed {
    if z.is_infinite() { Err(Range) } else { Ok(z) }
}

pub fn sqrt(z: Complex) -> Complex {
    let Complex { re: x, im: y } = z;
    if !z.is_finite() {
        return if y.is_infinite() {
            complex(INF, y)
        } else if x == -INF {
            complex(if y.is_nan() { NAN } else { 0.0 }, INF.copysign(y))
        } else if x == INF {
            complex(INF, if y.is_nan() { NAN } else { 0f64.copysign(y) })
        } else {
            complex(NAN, NAN)
        };
    }
    if x == 0.0 && y == 0.0 {
        return complex(0.0, y);
    }
    let (ax, ay) = (x.abs(), y.abs());
    let s = if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE {
        // Subnormal numbers would lose digits.
        let (ax, ay) = (c::ldexp(ax, 53), c::ldexp(ay, 53));
        c::ldexp((ax + ax.hypot(ay)).sqrt(), -27)
    } else {
        let ax = ax / 8.0;
        2.0 * (ax + ax.hypot(ay / 8.0)).sqrt()
    };
    let d = ay / (2.0 * s);
    if x >= 0.0 {
        complex(s, d.copysign(y))
    } else {
        complex(d, s.copysign(y))
    }
}

/// The angle that `acos` and `acosh` have where a part is infinite, for a positive imaginary part.
fn angle_at_infinity(z: Complex) -> f64 {
    complex(z.re, z.im.abs()).phase()
}

pub fn acos(z: Complex) -> Complex {
    let Complex { re: x, im: y } = z;
    if !z.is_finite() {
        return if z.is_infinite() {
            let im = if y.is_nan() { INF } else { -INF.copysign(y) };
            complex(angle_at_infinity(z), im)
        } else {
            complex(if x == 0.0 { FRAC_PI_2 } else { NAN }, NAN)
        };
    }
    if z.is_large() {
        return complex(y.abs().atan2(x), z.log_of_twice().copysign(-y));
    }
    let (s1, s2) = (sqrt(complex(1.0 - x, -y)), sqrt(complex(1.0 + x, y)));
    complex(
        2.0 * s1.re.atan2(s2.re),
        c::asinh(s2.re * s1.im - s2.im * s1.re),
    )
}

pub fn acosh(z: Complex) -> Complex {
    let Complex { re: x, im: y } = z;
    if !z.is_finite() {
        return if z.is_infinite() {
            complex(INF, angle_at_infinity(z).copysign(y))
        } else {
            complex(NAN, if x == 0.0 { FRAC_PI_2 } else { NAN })
        };
    }
    if z.is_large() {
        return complex(z.log_of_twice(), y.atan2(x));
    }
    let (s1, s2) = (sqrt(complex(x - 1.0, y)), sqrt(complex(x + 1.0, y)));
    complex(
        c::asinh(s1.re * s2.re + s1.im * s2.im),
        2.0 * s1.im.atan2(s2.re),
    )
}

pub fn asinh(z: Complex) -> Complex {
    let Complex { re: x, im: y } = z;
    if !z.is_finite() {
        let re = if x.is_nan() {
            if y.is_infinite() { INF } else { NAN }
        } else if z.is_infinite() {
            INF.copysign(x)
        } else {
            NAN
        };
        let im = if y == 0.0 { y } else { y.atan2(x.abs()) };
        return complex(re, im);
    }
    if z.is_large() {
        return complex(z.log_of_twice().copysign(x), y.atan2(x.abs()));
    }
    let (s1, s2) = (sqrt(complex(1.0 + y, -x)), sqrt(complex(1.0 - y, x)));
    complex(
        c::asinh(s1.re * s2.im - s2.re * s1.im),
        y.atan2(s1.re * s2.re - s1.im * s2.im),
    )
}

pub fn asin(z: Complex) -> Complex {
    asinh(z.turned()).turned_back()
}

pub fn atanh(z: Complex) -> Computed {
    let Complex { re: x, im: y } = z;
    if x.is_sign_negative() && !x.is_nan() {
        return Ok(atanh(z.negative())?.negative());
    }
    if !z.is_finite() {
        return Ok(if y.is_infinite() {
            complex(0.0, FRAC_PI_2.copysign(y))
        } else if x.is_infinite() {
            complex(
                0.0,
                if y.is_nan() {
                    NAN
                } else {
                    FRAC_PI_2.copysign(y)
                },
            )
        } else {
            complex(if x == 0.0 { 0.0 } else { NAN }, NAN)
        });
    }
    let ay = y.abs();
    let sqrt_large = LARGE.sqrt();
    if x > sqrt_large || ay > sqrt_large {
        let h = (x / 2.0).hypot(y / 2.0);
        return Ok(complex(x / 4.0 / h / h, FRAC_PI_2.copysign(y)));
    }
    if x == 1.0 && ay < f64::MIN_POSITIVE.sqrt() {
        if ay == 0.0 {
            return Err(Domain);
        }
        let re = -(ay.sqrt() / ay.hypot(2.0).sqrt()).ln();
        return Ok(complex(re, (2f64.atan2(-ay) / 2.0).copysign(y)));
    }
    let less = 1.0 - x;
    Ok(complex(
        (4.0 * x / (less * less + ay * ay)).ln_1p() / 4.0,
        -(-2.0 * y).atan2(less * (1.0 + x) - ay * ay) / 2.0,
    ))
}

pub fn atan(z: Complex) -> Computed {
    Ok(atanh(z.turned())?.turned_back())
}

/// `exp(x) * (cos(y) + i*sin(y))` for an infinite `x`, or one of its kin: only the signs are left of the circle.
fn on_circle(re: f64, im: f64, y: f64) -> Complex {
    complex(
        if y.cos() < 0.0 { -re } else { re },
        if y == 0.0 {
            // No infinity: the circle is crossed here.
            y.copysign(im * y.signum())
        } else if y.sin() < 0.0 {
            -im
        } else {
            im
        },
    )
}

pub fn exp(z: Complex) -> Computed {
    let Complex { re: x, im: y } = z;
    if !z.is_finite() {
        return if x.is_infinite() && y.is_finite() {
            let size = if x > 0.0 { INF } else { 0.0 };
            Ok(on_circle(size, size, y))
        } else if x == -INF {
            Ok(complex(0.0, 0.0))
        } else if x.is_nan() {
            Ok(complex(NAN, if y == 0.0 { y } else { NAN }))
        } else if y.is_infinite() {
            Err(Domain)
        } else {
            Ok(complex(if x == INF { INF } else { NAN }, NAN))
        };
    }
    in_range(if x > log_large() {
        let l = (x - 1.0).exp();
        complex(l * y.cos() * E, l * y.sin() * E)
    } else {
        let l = x.exp();
        complex(l * y.cos(), l * y.sin())
    })
}

pub fn cosh(z: Complex) -> Computed {
    let Complex { re: x, im: y } = z;
    if !z.is_finite() {
        return if x.is_infinite() && y.is_finite() {
            Ok(on_circle(INF, x, y))
        } else if y.is_infinite() && !x.is_nan() {
            Err(Domain)
        } else {
            Ok(complex(
                if x.is_infinite() { INF } else { NAN },
                if x == 0.0 || y == 0.0 { 0.0 } else { NAN },
            ))
        };
    }
    in_range(if x.abs() > log_large() {
        let less = x - 1f64.copysign(x);
        complex(y.cos() * less.cosh() * E, y.sin() * less.sinh() * E)
    } else {
        complex(y.cos() * x.cosh(), y.sin() * x.sinh())
    })
}

pub fn cos(z: Complex) -> Computed {
    cosh(z.turned())
}

pub fn sinh(z: Complex) -> Computed {
    let Complex { re: x, im: y } = z;
    if !z.is_finite() {
        return if x.is_infinite() && y.is_finite() {
            Ok(on_circle(x, INF, y))
        } else if y.is_infinite() && !x.is_nan() {
            Err(Domain)
        } else {
            let re = if x.is_infinite() {
                INF
            } else if x == 0.0 {
                0.0
            } else {
                NAN
            };
            Ok(complex(re, if y == 0.0 { y } else { NAN }))
        };
    }
    in_range(if x.abs() > log_large() {
        let less = x - 1f64.copysign(x);
        complex(y.cos() * less.sinh() * E, y.sin() * less.cosh() * E)
    } else {
        complex(y.cos() * x.sinh(), y.sin() * x.cosh())
    })
}

pub fn sin(z: Complex) -> Computed {
    Ok(sinh(z.turned())?.turned_back())
}

pub fn tanh(z: Complex) -> Computed {
    let Complex { re: x, im: y } = z;
    if !z.is_finite() {
        return if x.is_infinite() {
            let side = if y.is_finite() {
                0f64.copysign(2.0 * y.sin() * y.cos())
            } else {
                0.0
            };
            Ok(complex(1f64.copysign(x), side))
        } else if x.is_nan() {
            Ok(complex(NAN, if y == 0.0 { y } else { NAN }))
        } else if y.is_infinite() {
            Err(Domain)
        } else {
            Ok(complex(if x == 0.0 { x } else { NAN }, NAN))
        };
    }
    if x.abs() > log_large() {
        let side = 4.0 * y.sin() * y.cos() * (-2.0 * x.abs()).exp();
        return Ok(complex(1f64.copysign(x), side));
    }
    let (tx, ty, cx) = (x.tanh(), y.tan(), 1.0 / x.cosh());
    let product = tx * ty;
    let below = 1.0 + product * product;
    Ok(complex(
        tx * (1.0 + ty * ty) / below,
        ((ty / below) * cx) * cx,
    ))
}

pub fn tan(z: Complex) -> Computed {
    Ok(tanh(z.turned())?.turned_back())
}

/// The logarithm; that of 0 is told apart, since not every caller minds.
pub fn log_or_pole(z: Complex) -> (Complex, bool) {
    let (ax, ay) = (z.re.abs(), z.im.abs());
    let re = if !z.is_finite() {
        if z.is_infinite() { INF } else { NAN }
    } else if z.is_large() {
        (ax / 2.0).hypot(ay / 2.0).ln() + LN_2
    } else if ax == 0.0 && ay == 0.0 {
        -INF
    } else if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE {
        c::ldexp(ax, 53).hypot(c::ldexp(ay, 53)).ln() - 53.0 * LN_2
    } else {
        let h = ax.hypot(ay);
        if (0.71..=1.73).contains(&h) {
            // Near the unit circle the absolute value would lose the digits that count.
            let (most, least) = (ax.max(ay), ax.min(ay));
            ((most - 1.0) * (most + 1.0) + least * least).ln_1p() / 2.0
        } else {
            h.ln()
        }
    };
    (complex(re, z.phase()), re == -INF)
}

pub fn log_of(z: Complex) -> Computed {
    match log_or_pole(z) {
        (_, true) => Err(Domain),
        (z, false) => Ok(z),
    }
}

pub fn log10(z: Complex) -> Computed {
    let Complex { re, im } = log_of(z)?;
    Ok(complex(re / LN_10, im / LN_10))
}

pub fn from_polar(r: f64, phi: f64) -> Computed {
    if r.is_finite() && phi.is_finite() {
        return Ok(if phi == 0.0 {
            complex(r, r * phi)
        } else {
            complex(r * phi.cos(), r * phi.sin())
        });
    }
    if r.is_infinite() && phi.is_finite() {
        Ok(on_circle(r, r, phi))
    } else if r == 0.0 {
        Ok(complex(0.0, 0.0))
    } else if r.is_nan() {
        Ok(complex(NAN, if phi == 0.0 { 0.0 } else { NAN }))
    } else if phi.is_infinite() {
        Err(Domain)
    } else {
        Ok(complex(if r.is_infinite() { INF } else { NAN }, NAN))
    }
}
