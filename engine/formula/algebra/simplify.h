/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/algebra/algebra.h"
#include "formula/graph.h"

G_BEGIN_DECLS

/** lab_simplify_apply: @args: [3] Returns: an operator's result, by the rules of algebra. */
LabSum lab_simplify_apply (LabAlgebra *self, LabOp op, guint head, const LabSum *args);

/** lab_simplify_pick: Returns: a[y]. */
LabSum lab_simplify_pick (LabAlgebra *self, LabSum a, guint head);

/** lab_simplify_node: Returns: a node of a graph for reading, and everything in it. */
LabSum lab_simplify_node (LabAlgebra *self, const LabGraph *graph, LabRef ref);

G_END_DECLS
