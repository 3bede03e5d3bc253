/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** LabOp: the rows of the operator table. */
typedef enum
{
  LAB_OP_NUMBER,
  LAB_OP_NAME, /* of trees alone */
  LAB_OP_INPUT,
  LAB_OP_PARAMETER,
  LAB_OP_LEARNED,
  /* written between, before and behind their operands */
  LAB_OP_OR,
  LAB_OP_AND,
  LAB_OP_NOT,
  LAB_OP_LT,
  LAB_OP_LE,
  LAB_OP_GT,
  LAB_OP_GE,
  LAB_OP_EQ,
  LAB_OP_NE,
  LAB_OP_ADD,
  LAB_OP_SUB,
  LAB_OP_MUL,
  LAB_OP_DIV,
  LAB_OP_NEG,
  LAB_OP_POW,
  LAB_OP_INDEX, /* a[y] or a[3]; of trees alone */
  /* functions */
  LAB_OP_ABS,
  LAB_OP_EXP,
  LAB_OP_LOG,
  LAB_OP_SQRT,
  LAB_OP_TANH,
  LAB_OP_SIGMOID,
  LAB_OP_SOFTPLUS,
  LAB_OP_RELU,
  LAB_OP_DETACH,
  LAB_OP_MIN,
  LAB_OP_MAX,
  LAB_OP_WHERE,
  LAB_OP_CLAMP,
  LAB_OP_SOFTMAX,
  LAB_OP_SUM_CLASSES,
  LAB_OP_MEAN_CLASSES,
  LAB_OP_MAX_CLASSES,
  LAB_OP_MIN_CLASSES,
  LAB_OP_LOGSUMEXP_CLASSES,
  LAB_OP_SUM_BATCH,
  LAB_OP_MEAN_BATCH,
  LAB_OP_MAX_BATCH,
  LAB_OP_MIN_BATCH,
  LAB_OP_SUM,
  LAB_OP_MEAN,
  LAB_OP_L1,
  LAB_OP_L2,
  /* what the compiler makes of them; the language does not have them */
  LAB_OP_EXPM1,
  LAB_OP_LOG1P,
  LAB_OP_GATE,
  LAB_OP_PICK,
  LAB_OP_AT,
  LAB_OP_SCATTER,
  LAB_OP_LOG_SOFTMAX,
  LAB_OP_LOG_OTHERS,
  LAB_OP_LOG_OTHERS_BACKWARD,
  LAB_N_OPS,
} LabOp;

/**
 * LabForm: how an operator is written: @LAB_FORM_INTERNAL as a function that the language does not
 * have
 */
typedef enum
{
  LAB_FORM_LEAF,
  LAB_FORM_INFIX,
  LAB_FORM_PREFIX,
  LAB_FORM_INDEX,
  LAB_FORM_FUNCTION,
  LAB_FORM_INTERNAL,
} LabForm;

/**
 * LabReach: what shape comes of the operands' shapes
 * @LAB_REACH_ELEMENT: the operands are broadcast
 * @LAB_REACH_WITHIN_CLASSES: element by element, each depending on its picture's other classes
 * @LAB_REACH_OVER_CLASSES: one number a picture
 * @LAB_REACH_OVER_BATCH: one number a class
 * @LAB_REACH_OVER_ALL: one number
 * @LAB_REACH_PICK: one class of each picture
 * @LAB_REACH_SCATTER: a number a picture, put where its target is
 */
typedef enum
{
  LAB_REACH_LEAF,
  LAB_REACH_ELEMENT,
  LAB_REACH_WITHIN_CLASSES,
  LAB_REACH_OVER_CLASSES,
  LAB_REACH_OVER_BATCH,
  LAB_REACH_OVER_ALL,
  LAB_REACH_PICK,
  LAB_REACH_SCATTER,
} LabReach;

/**
 * LabOperator:
 * @name: as it is written
 * @n_args: operands
 * @binds: how strongly an infix or prefix operator holds its operands
 * @commutes: whether the two operands may be exchanged
 * @derivative: for each operand (a, b, c) what comes back to it, written in the loss language: g is
 * what comes back to the result, r the result; NULL for nothing. Sums over what an operand was
 * broadcast to are left out.
 * @torch: (nullable): the same in PyTorch, with {a} {b} {c} for the operands and {d} for the
 * dimension of the classes
 * @means: one line for the reference and for completion; marked for translation
 *
 * A row of the one operator table: parser, shapes, derivative, printing, programs, PyTorch, the
 * reference and the tests walk it.
 */
typedef struct
{
  const char *name;
  LabForm form;
  guint8 n_args;
  guint8 binds;
  gboolean commutes;
  LabReach reach;
  const char *derivative[3];
  const char *torch;
  const char *means;
} LabOperator;

extern const LabOperator lab_operators[LAB_N_OPS];

/** lab_operator_find: @internal: whether those count that the language does not have. Returns: the
 * function of that name, or %LAB_N_OPS. */
LabOp lab_operator_find (const char *name, gsize length, gboolean internal);

/** LabInputId: the rows of the table of built-in names. */
typedef enum
{
  LAB_INPUT_Z,
  LAB_INPUT_P,
  LAB_INPUT_T,
  LAB_INPUT_Y,
  LAB_INPUT_K_INDEX,
  LAB_INPUT_W,
  LAB_INPUT_COUNTS,
  LAB_INPUT_PRIOR,
  LAB_INPUT_N_CLASSES,
  LAB_INPUT_Z2,
  LAB_INPUT_P2,
  LAB_INPUT_T2,
  LAB_INPUT_Y2,
  LAB_INPUT_W2,
  LAB_INPUT_COUNTS2,
  LAB_INPUT_PRIOR2,
  LAB_INPUT_N_CLASSES2,
  LAB_INPUT_B,
  LAB_INPUT_PROGRESS,
  LAB_INPUT_THETA,
  /* what theta's two functions give, and the second task's k, which the language does not have */
  LAB_INPUT_K2_INDEX,
  LAB_INPUT_L1,
  LAB_INPUT_L2,
  LAB_N_INPUTS,
} LabInputId;

/**
 * LabShape: flags: a number for each picture, for each class of the first task, of the second one.
 */
typedef enum
{
  LAB_SHAPE_SCALAR = 0,
  LAB_SHAPE_B = 1,
  LAB_SHAPE_K = 2,
  LAB_SHAPE_K2 = 4,
  LAB_SHAPE_CLASSES = 6,
} LabShape;

/** lab_shape_name: Returns: `a number`, `[B]`, `[K]`, `[B,K]`, `[K2]`, `[B,K2]`. */
const char *lab_shape_name (guint shape);

/**
 * LabInput:
 * @name: (nullable): as it is written
 * @shape: of %LabShape
 * @torch: (nullable): what it is in PyTorch, from others of these names
 */
typedef struct
{
  const char *name;
  guint8 shape;
  const char *torch;
  const char *means;
} LabInput;

extern const LabInput lab_inputs[LAB_N_INPUTS];

/** lab_input_find: Returns: the built-in name's row, or %LAB_N_INPUTS. */
LabInputId lab_input_find (const char *name);

G_END_DECLS
