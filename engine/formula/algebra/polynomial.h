/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/algebra/algebra.h"

G_BEGIN_DECLS

LabSum lab_polynomial_scale (LabAlgebra *self, LabSum a, LabRatio by);
LabSum lab_polynomial_negate (LabAlgebra *self, LabSum a);
LabSum lab_polynomial_add (LabAlgebra *self, LabSum a, LabSum b);
LabSum lab_polynomial_subtract (LabAlgebra *self, LabSum a, LabSum b);
LabSum lab_polynomial_multiply (LabAlgebra *self, LabSum a, LabSum b);
LabSum lab_polynomial_power (LabAlgebra *self, LabSum a, LabSum exponent);

/** lab_polynomial_is_negative: Returns: whether it reads better the other way round. */
gboolean lab_polynomial_is_negative (const LabAlgebra *self, LabSum a);
/** lab_polynomial_content: Returns: what all of @a's terms have in common: a positive number and
 * factors, those of one sign of exponents. In a product with the target, v and v[y] are the same.
 */
LabMonomial lab_polynomial_content (LabAlgebra *self, LabSum a);
LabMonomial lab_polynomial_invert (LabAlgebra *self, const LabMonomial *a);

/** lab_polynomial_is_divisor: Returns: whether a factor with this exponent is written below the
 * line: 1/a^2, 1/sqrt(a), but a^(-1/4). */
gboolean lab_polynomial_is_divisor (const LabAlgebra *self, LabSum power);

G_END_DECLS
