/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/graph.h"

G_BEGIN_DECLS

/**
 * lab_derive:
 * @root: what is derived: a number, or a number a picture: then the sum of them
 * @leaves: [n] with respect to what
 * @gradients: [n] receives the derivatives, or %LAB_NO_REF where @root does not depend on a leaf;
 * each may have less shape than its leaf and is broadcast then
 *
 * The derivative by reverse mode, as further nodes of the graph, out of the operators' own texts.
 * Where branches are chosen (where, relu, clamp, min, max and their like) what is not chosen gives
 * 0, whatever its own derivative is.
 *
 * **Source**: Griewank, Walther (2008), Evaluating Derivatives, chapter 3.
 */
void lab_derive (LabGraph *graph, LabRef root, const LabRef *leaves, guint n, LabRef *gradients);

G_END_DECLS
