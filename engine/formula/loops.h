/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/lanes.h"
#include "formula/operator.h"

/* Which loop of the lanes an operator is; for machine.c. */

static const guint8 UNARY[LAB_N_OPS] = {
  [LAB_OP_NEG] = LAB_UNARY_NEG,         [LAB_OP_ABS] = LAB_UNARY_ABS,
  [LAB_OP_EXP] = LAB_UNARY_EXP,         [LAB_OP_EXPM1] = LAB_UNARY_EXPM1,
  [LAB_OP_LOG] = LAB_UNARY_LOG,         [LAB_OP_LOG1P] = LAB_UNARY_LOG1P,
  [LAB_OP_SQRT] = LAB_UNARY_SQRT,       [LAB_OP_TANH] = LAB_UNARY_TANH,
  [LAB_OP_SIGMOID] = LAB_UNARY_SIGMOID, [LAB_OP_SOFTPLUS] = LAB_UNARY_SOFTPLUS,
  [LAB_OP_RELU] = LAB_UNARY_RELU,       [LAB_OP_NOT] = LAB_UNARY_NOT,
};

static const guint8 BINARY[LAB_N_OPS] = {
  [LAB_OP_ADD] = LAB_BINARY_ADD, [LAB_OP_SUB] = LAB_BINARY_SUB,   [LAB_OP_MUL] = LAB_BINARY_MUL,
  [LAB_OP_DIV] = LAB_BINARY_DIV, [LAB_OP_POW] = LAB_BINARY_POW,   [LAB_OP_MIN] = LAB_BINARY_MIN,
  [LAB_OP_MAX] = LAB_BINARY_MAX, [LAB_OP_LT] = LAB_BINARY_LT,     [LAB_OP_LE] = LAB_BINARY_LE,
  [LAB_OP_EQ] = LAB_BINARY_EQ,   [LAB_OP_NE] = LAB_BINARY_NE,     [LAB_OP_AND] = LAB_BINARY_AND,
  [LAB_OP_OR] = LAB_BINARY_OR,   [LAB_OP_GATE] = LAB_BINARY_GATE,
};

static inline guint
reduction_of (LabOp op)
{
  return op == LAB_OP_MAX_CLASSES || op == LAB_OP_MAX_BATCH   ? LAB_REDUCTION_MAX
         : op == LAB_OP_MIN_CLASSES || op == LAB_OP_MIN_BATCH ? LAB_REDUCTION_MIN
                                                              : LAB_REDUCTION_SUM;
}
