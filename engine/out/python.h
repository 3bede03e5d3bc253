/* SPDX-License-Identifier: MIT */
#pragma once

#include "out/recognise.h"

G_BEGIN_DECLS

/** LabPythonBinds: how strongly Python's operators hold their operands, the weakest first. */
typedef enum
{
  LAB_PYTHON_CONDITIONAL,
  LAB_PYTHON_OR,
  LAB_PYTHON_AND,
  LAB_PYTHON_NOT,
  LAB_PYTHON_COMPARISON,
  LAB_PYTHON_BIT_OR,
  LAB_PYTHON_BIT_AND,
  LAB_PYTHON_SUM,
  LAB_PYTHON_PRODUCT,
  LAB_PYTHON_SIGN,
  LAB_PYTHON_POWER,
  LAB_PYTHON_ATOM,
} LabPythonBinds;

/**
 * LabPythonKind:
 * @LAB_PYTHON_NUMBER, @LAB_PYTHON_TRUTH: Python's own float or int, and bool
 * @LAB_PYTHON_INTEGERS, @LAB_PYTHON_TRUTHS, @LAB_PYTHON_TENSOR: tensors of int64, bool and floats
 */
typedef enum
{
  LAB_PYTHON_NUMBER,
  LAB_PYTHON_TRUTH,
  LAB_PYTHON_INTEGERS,
  LAB_PYTHON_TRUTHS,
  LAB_PYTHON_TENSOR,
} LabPythonKind;

/**
 * LabPython:
 * @text: (transfer none): a Python expression; the method keeps it
 * @shape: the tensor's, which is what the loss language says it is: [B] has one dimension, [K] one,
 * [B,K] two
 * @binds: of its outermost operator
 */
typedef struct
{
  const char *text;
  guint8 shape;
  guint8 kind;
  guint8 binds;
} LabPython;

/** LabPythonHelpers: flags: functions that a text calls. */
typedef enum
{
  LAB_PYTHON_NEEDS_NUMBER = 1,
  LAB_PYTHON_NEEDS_PICK = 2,
  LAB_PYTHON_NEEDS_LOG_OTHERS = 4,
  LAB_PYTHON_NEEDS_SPREAD = 8,
} LabPythonHelpers;

/**
 * LabPythonMethod:
 * @like: the argument whose precision and device new tensors get
 * @lines: its body, after the line that @attributes begin it with
 * @inputs: bits of %LabInputId, of the arguments that the body uses
 * @helpers: of %LabPythonHelpers
 * @n_guarded: definitions that were written a second time for a branch
 *
 * A method in the making. Texts go out in the order in which they are needed, so that every name is
 * assigned before it is used.
 */
typedef struct
{
  LabRecognise recognise;
  const LabFormula *formula;
  const char *like;
  GString *lines;
  GPtrArray *attributes;
  guint32 inputs;
  guint helpers;
  guint n_guarded;
  /*< private >*/
  GStringChunk *texts;
  GHashTable *taken;
  GHashTable *known; /* what a name was given for: LabPython by key */
} LabPythonMethod;

void lab_python_method_init (LabPythonMethod *self, const LabFormula *formula, const char *like);
void lab_python_method_clear (LabPythonMethod *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LabPythonMethod, lab_python_method_clear)

/** lab_python_name: Returns: (transfer full): what a name of @formula is called in Python: itself,
 * or with an ending where Python, PyTorch or the script have another use for it. */
char *lab_python_name (const LabFormula *formula, const char *name);

/** lab_python_number: Returns: @buffer with a Python literal that reads back to @value, a finite
 * one. */
const char *lab_python_number (double value, char buffer[G_ASCII_DTOSTR_BUF_SIZE]);

/** lab_python_quote: Returns: (transfer full): a Python literal of a text, in double quotes. */
char *lab_python_quote (const char *text);

/** lab_python_docstring: Returns: (transfer full): the opening comment of a loss as the lines of a
 * docstring, without its quotes and @indent spaces before each but the first. */
char *lab_python_docstring (const char *text, guint indent);

LabPython lab_python_make (LabPythonMethod *self, guint shape, LabPythonKind kind,
                           LabPythonBinds binds, const char *format, ...) G_GNUC_PRINTF (5, 6);

/** lab_python_known: Returns: whether a value was kept under @key; then it is in @value. */
gboolean lab_python_known (const LabPythonMethod *self, const char *key, LabPython *value);
/** lab_python_keep: gives a value a variable, and keeps it under @key. @own: whether @name is its
 * own; else it may become a name like it. */
LabPython lab_python_keep (LabPythonMethod *self, const char *key, const char *name, gboolean own,
                           LabPython value);
/** lab_python_is_name: Returns: whether its text is one name. */
gboolean lab_python_is_name (LabPython of);
/** lab_python_variable: the same under the value's own text: the same text twice is one variable.
 */
LabPython lab_python_variable (LabPythonMethod *self, const char *name, LabPython value);
/** lab_python_brief: the value, or a variable for it where its text is long. */
LabPython lab_python_brief (LabPythonMethod *self, LabPython value);

/** lab_python_attribute: Returns: the variable with the module's attribute of that name. */
const char *lab_python_attribute (LabPythonMethod *self, const char *name);

/* What a value is turned into: something to compute with, a tensor, something that is true or not.
 */
LabPython lab_python_value (LabPythonMethod *self, LabPython of);
LabPython lab_python_tensor (LabPythonMethod *self, LabPython of);
LabPython lab_python_condition (LabPythonMethod *self, LabPython of);

/** lab_python_hold: Returns: its text, in parentheses where it holds less strongly than @least. */
const char *lab_python_hold (LabPythonMethod *self, LabPython of, LabPythonBinds least);

/** lab_python_broadcast: gives [B] the dimension of the classes, where @shape has it. */
LabPython lab_python_broadcast (LabPythonMethod *self, LabPython of, guint shape);

/** lab_python_apply: what an operator makes of @args, as many as it has; by the operators' table.
 */
LabPython lab_python_apply (LabPythonMethod *self, LabOp op, const LabPython *args);

G_END_DECLS
