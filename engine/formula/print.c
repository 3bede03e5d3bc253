/* SPDX-License-Identifier: MIT */
/*
 * Prints trees with as few parentheses as read back to the same tree: an operand gets them where it
 * holds its own operands less strongly than the operator around it.
 */
#include "formula/tree.h"

#include <string.h>

#define ATOM 10u

/* 1e+03 becomes 1000, and 1e-07 becomes 1e-7. */
static void
tidy_exponent (char *text)
{
  char *e = strchr (text, 'e'), *digits;
  gint64 exponent;

  if (e == NULL)
    return;
  exponent = g_ascii_strtoll (e + 1, &digits, 10);
  if (exponent > 0 && exponent < 6 && memchr (text, '.', (gsize) (e - text)) == NULL)
    {
      memset (e, '0', (gsize) exponent);
      e[exponent] = '\0';
    }
  else
    g_snprintf (e + 1, 8, "%d", (int) exponent);
}

const char *
lab_number_exact (double number, char buffer[G_ASCII_DTOSTR_BUF_SIZE])
{
  for (int digits = 1; digits <= 17; digits++)
    {
      char format[8];
      double back;

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, format, number);
      back = g_ascii_strtod (buffer, NULL);
      if (memcmp (&back, &number, sizeof back) == 0)
        break;
    }
  tidy_exponent (buffer);
  return buffer;
}

static void print (GString *out, const LabExpression *self, guint least);

static void
print_arguments (GString *out, const LabExpression *self)
{
  g_string_append_printf (out, "%s(", lab_operators[self->op].name);
  for (guint i = 0; i < self->n; i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      print (out, self->args[i], 0);
    }
  g_string_append_c (out, ')');
}

/* Products and powers stand close, sums and comparisons apart. */
static void
print_infix (GString *out, const LabExpression *self)
{
  const LabOperator *row = &lab_operators[self->op];
  const gboolean close = row->binds >= lab_operators[LAB_OP_MUL].binds;
  guint left = row->binds, right = row->binds + 1u;

  if (self->op == LAB_OP_POW)
    {
      /* -x^2 is -(x^2), but 2^-x needs no parentheses */
      left = ATOM - 1;
      right = lab_operators[LAB_OP_NEG].binds;
    }
  else if (row->binds == lab_operators[LAB_OP_LT].binds)
    left = right; /* comparisons do not follow each other */
  print (out, self->args[0], left);
  g_string_append_printf (out, close ? "%s" : " %s ", row->name);
  print (out, self->args[1], right);
}

static guint
binds (const LabExpression *self)
{
  switch (lab_operators[self->op].form)
    {
    case LAB_FORM_INFIX:
    case LAB_FORM_PREFIX:
      return lab_operators[self->op].binds;
    case LAB_FORM_INDEX:
      return ATOM - 1;
    case LAB_FORM_LEAF:
    case LAB_FORM_FUNCTION:
    case LAB_FORM_INTERNAL:
    default:
      return ATOM;
    }
}

static void
print (GString *out, const LabExpression *self, guint least)
{
  const gboolean wrapped = binds (self) < least;
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (wrapped)
    g_string_append_c (out, '(');
  switch (lab_operators[self->op].form)
    {
    case LAB_FORM_LEAF:
      g_string_append (out, self->op == LAB_OP_NAME ? self->name
                                                    : lab_number_exact (self->number, number));
      break;
    case LAB_FORM_INFIX:
      print_infix (out, self);
      break;
    case LAB_FORM_PREFIX:
      g_string_append (out, self->op == LAB_OP_NOT ? "not " : "-");
      print (out, self->args[0], lab_operators[self->op].binds);
      break;
    case LAB_FORM_INDEX:
      print (out, self->args[0], ATOM - 1);
      g_string_append_c (out, '[');
      print (out, self->args[1], 0);
      g_string_append_c (out, ']');
      break;
    case LAB_FORM_FUNCTION:
    case LAB_FORM_INTERNAL:
    default:
      print_arguments (out, self);
    }
  if (wrapped)
    g_string_append_c (out, ')');
}

char *
lab_expression_print (const LabExpression *self)
{
  GString *out = g_string_new (NULL);

  print (out, self, 0);
  return g_string_free (out, FALSE);
}

static void
print_statement (GString *out, const LabStatement *self)
{
  char value[G_ASCII_DTOSTR_BUF_SIZE], least[G_ASCII_DTOSTR_BUF_SIZE],
      greatest[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, "%s = ", self->name);
  switch (self->kind)
    {
    case LAB_STATEMENT_PARAMETER:
      g_string_append_printf (out, "%s in [%s, %s]%s", lab_number_exact (self->value, value),
                              lab_number_exact (self->least, least),
                              lab_number_exact (self->greatest, greatest),
                              self->logarithmic ? " log" : "");
      break;
    case LAB_STATEMENT_LEARNED:
      g_string_append_printf (out, "%s learned", lab_number_exact (self->value, value));
      break;
    case LAB_STATEMENT_DEFINITION:
    default:
      print (out, self->expression, 0);
    }
  g_string_append_c (out, '\n');
}

char *
lab_tree_print (const LabTree *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->statements->len; i++)
    print_statement (out, &g_array_index (self->statements, LabStatement, i));
  return g_string_free (out, FALSE);
}
