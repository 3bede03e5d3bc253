/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/algebra/algebra.h"

G_BEGIN_DECLS

/**
 * LabGroup: a part of a sum: left*core
 * @core: the bracket, or 1
 * @pair: whether the bracket is a - t
 */
typedef struct
{
  LabSum left;
  LabSum core;
  gboolean pair;
} LabGroup;

/** lab_group_split: Returns: (transfer full) (element-type LabGroup): what adds up to @sum, which
 * has no common factor. */
GArray *lab_group_split (LabAlgebra *self, LabSum sum);

/** lab_group_join_sums: Returns: @sum with sum_classes (a) + sum_classes (b) as sum_classes (a +
 * b), and the same over the batch. */
LabSum lab_group_join_sums (LabAlgebra *self, LabSum sum);

G_END_DECLS
