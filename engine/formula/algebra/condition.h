/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/algebra/algebra.h"

G_BEGIN_DECLS

/** lab_condition_compare: @op: one of < <= == !=; @args: [2] Returns: 0, 1, t, or a comparison. */
LabSum lab_condition_compare (LabAlgebra *self, LabOp op, const LabSum *args);
LabSum lab_condition_negate (LabAlgebra *self, LabSum a);
/** lab_condition_combine: @op: and, or; @args: [2] */
LabSum lab_condition_combine (LabAlgebra *self, LabOp op, const LabSum *args);
/** lab_condition_choose: Returns: where (condition, a, b). */
LabSum lab_condition_choose (LabAlgebra *self, LabSum condition, LabSum a, LabSum b);

G_END_DECLS
