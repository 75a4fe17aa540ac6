from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .cs_guard_mixin import own_names
from .told import Told


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a decision: from which states to which one, and who may take it.

    Methods are given by name, so that whoever extends a decision overrides them.
    """

    from_states: tuple[str, ...]
    to_state: str  # Empty: the status stays.
    why_not: str  # Method: why the user may not take it; ``False`` if they may.
    reason: str = ""  # Field that keeps the reason.
    needs_reason: bool = False
    signed: tuple[str, ...] = ()  # Fields that keep who took it, and when.
    clears: tuple[str, ...] = ()  # Fields that it empties.
    prepare: str = ""  # Method: the last checks; returns further values to set.
    then: tuple[str, ...] = ()  # Methods: what follows from it, and who is told.
    can: str = ""  # Field of its button, if it is not called ``can_<step>``.


@dataclass(frozen=True, slots=True)
class Words:
    """What :class:`cs.decision.reason` says when it asks for the reason of a step."""

    title: str
    button: str
    hint: str


class CsDecisionMixin(models.AbstractModel):
    """Who may, why not, lock, ask again, set, log, tell: written once.

    A model says in :meth:`_decision_steps` who may take which step, and what it does.
    What hides a button also gives the text of the error, so that they always agree.
    """

    _name = "cs.decision.mixin"
    _description = "Record Decided in Steps"
    _inherit = "cs.guard.mixin"

    # The field in which a reason is typed before the button is pressed.
    _decision_note = ""
    # Fields besides the status that the buttons depend on.
    _decision_depends = ()
    # Whether a form that is not saved yet shows the buttons.
    _decision_when_new = False
    # Types of the activities that ask somebody to decide: a step settles them.
    _decision_activities = ()

    @api.depends(lambda self: ("state", *self._decision_depends))
    @api.depends_context("uid")
    def _compute_can(self):
        """Which buttons the user sees: those of the steps that they may take."""
        buttons = {
            step.can or f"can_{name}": name
            for name, step in self._decision_steps().items()
        }
        # Only its own fields: to set another one would be a write, by whoever reads.
        own = {
            name
            for name in self._fields.keys() & buttons.keys()
            if self._fields[name].compute == "_compute_can"
        }
        for record in self:
            shown = bool(record._origin) or self._decision_when_new
            for field_name in own:
                record[field_name] = shown and not record._why_not(buttons[field_name])

    def write(self, vals):
        if not self.env.su:
            if names := own_names(vals):
                for record in self:
                    record._raise_why(record._why_not_write(names))
            if self._decision_note in vals:
                self._check_may_note()
        return super().write(vals)

    # ------------------------------------------------------------------
    # What a model says
    # ------------------------------------------------------------------

    @api.model
    def _decision_steps(self):
        """The steps of the decision: ``{name: Step}``."""
        return {}

    @api.model
    def _decision_words(self):
        """What is asked for the reason of a step: ``{name of the step: Words}``.

        Only these steps are asked by the wizard.
        """
        return {}

    def _why_not_write(self, _names):
        """Hook: why the user may not write fields now; ``False`` if they may.

        :param _names: names of the fields, without those of the discussion
        """
        return False

    def _why_not_now(self, _name):
        """Why a step is not possible in the state that the record is in."""
        return self.env._(
            "%(record)s: not possible while its status is %(state)s. Reload the page "
            "to see what was decided.",
            record=self.display_name,
            state=self._state_label(self.state),
        )

    def _concerned(self):
        """Users whom it is about: nobody decides about themselves."""
        # sudo: whose it is, also of who is of another company by now
        return self.sudo().employee_id.user_id

    def _deciding_teams(self):
        """Departments whose leaders decide."""
        return self.department_id

    def _set_state(self, state, **values):
        """Set the status, and what else a step sets."""
        return self._store({"state": state, **values})

    def _step_log(self, name, reason):
        """What the discussion keeps of a step; its status is tracked there anyhow."""
        return reason and self.env._(
            "%(state)s: %(reason)s",
            state=self._state_label(self._decision_steps()[name].to_state),
            reason=reason,
        )

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    def _is_officer(self):
        """Whether the user is HR, or the addon itself is at work."""
        return self.env.su or self.env.user._cs_is_officer()

    def _is_leader(self):
        """Whether the user leads one of the deciding teams, or is HR."""
        return self.env.su or self.env.user._cs_leads(self._deciding_teams())

    def _why_not(self, name):
        """Why the user may not take a step now; ``False`` if they may."""
        self.ensure_one()
        step = self._decision_steps()[name]
        if self.state not in step.from_states:
            return self._why_not_now(name)
        return getattr(self, step.why_not)()

    def _why_not_judge(self):
        """The teams' leaders and HR decide, nobody about themselves."""
        if self.env.su:
            return False
        if reason := self._why_concerned():
            return reason
        if not self._is_leader():
            return self.env._(
                "%(record)s is decided by the team's leaders and HR.",
                record=self.display_name,
            )
        return False

    def _why_concerned(self):
        """That it is about the user; ``False`` if it is not."""
        if self.env.user not in self._concerned():
            return False
        return self.env._(
            "%(record)s concerns you, and nobody decides about themselves: another "
            "leader or HR does.",
            record=self.display_name,
        )

    def _check_can(self, why_not):
        """Raise the reason that the method of this name gives, if it gives one."""
        for record in self:
            record._raise_why(getattr(record, why_not)())

    def _check_step(self, name):
        """Raise why the user may not take a step, if there is anything."""
        self.browse().check_access("write")
        self.check_access("read")
        for record in self:
            record._raise_why(record._why_not(name))

    def _check_may_note(self):
        """The reason is typed by who may take a step that it is the reason of."""
        steps = [
            name
            for name, step in self._decision_steps().items()
            if step.reason == self._decision_note
        ]
        for record in self:
            reasons = [record._why_not(name) for name in steps]
            if all(reasons):
                record._raise_why(reasons[0])

    @api.model
    def _raise_why(self, reason):
        if reason:
            raise UserError(reason)

    # ------------------------------------------------------------------
    # Taking a step
    # ------------------------------------------------------------------

    def _decide(self, name, reason=None):
        """Take a step, if the user may.

        :param reason: what was asked for; else it stands in the decision's field. What
            the program says by itself comes from :func:`told.told`
        :raises UserError: why they may not
        """
        self._begin_step(name)
        for record in self:
            record._take_step(name, reason)
        return True

    def _begin_step(self, name):
        """Let one of two simultaneous decisions through, and ask again who may."""
        self._check_step(name)
        # sudo: whoever may take the step may lock the row for it
        locked = self.sudo().try_lock_for_update()
        for record in self - locked.with_env(self.env):
            raise UserError(
                self.env._(
                    "Somebody else decides about %(record)s at this moment. Reload "
                    "the page to see what was decided.",
                    record=record.display_name,
                )
            )
        self.invalidate_recordset(["state", *self._decision_signatures()])
        self._check_step(name)

    def _take_step(self, name, reason=None):
        """Set, log and tell; the caller has asked who may."""
        step = self._decision_steps()[name]
        if self.state not in step.from_states:
            # One before it in the same batch has settled this one, too.
            raise UserError(self._why_not_now(name))
        values = dict.fromkeys(step.clears, False) | self._signature(step)
        if step.reason:
            reason = self._given_reason(step, reason)
            values[step.reason] = reason
        if step.prepare:
            values |= getattr(self, step.prepare)() or {}
        log = self._step_log(
            name, reason.words(self.env) if isinstance(reason, Told) else reason
        )
        self._set_state(step.to_state or self.state, **values)
        if log:
            # sudo: whoever may take the step may log it
            self.sudo().message_post(body=log, subtype_xmlid="mail.mt_note")
        self._settle_activities(*self._decision_activities)
        for method in step.then:
            getattr(self, method)()

    def _given_reason(self, step, reason):
        """The reason of a step: asked for, or typed on the form before."""
        if isinstance(reason, Told):
            return reason
        if step.reason == self._decision_note:
            reason = reason or self[step.reason]
        reason = str(reason or "").strip()
        if step.needs_reason and not reason:
            raise ValidationError(
                self.env._(
                    "Give the reason of %(record)s in %(field)s: those concerned need "
                    "it.",
                    record=self.display_name,
                    field=self._fields[step.reason]._description_string(self.env),
                )
            )
        return reason or False

    @api.model
    def _signature(self, step):
        """Who takes the step, and when."""
        moment = fields.Datetime.now()
        return {
            name: self.env.uid if self._fields[name].relational else moment
            for name in step.signed
        }

    @api.model
    def _decision_signatures(self):
        """Fields that keep who took any of the steps, and when."""
        return {
            name for step in self._decision_steps().values() for name in step.signed
        }

    def _settle_activities(self, *xmlids):
        """What was asked of people is decided."""
        # sudo: activities of whoever was asked
        record = self.sudo()
        if xmlids and record.activity_ids:
            record.activity_unlink(list(xmlids))

    @api.model
    def _state_label(self, state):
        return dict(self._fields["state"]._description_selection(self.env))[state]

    # ------------------------------------------------------------------
    # Asking for the reason
    # ------------------------------------------------------------------

    def _ask_reason(self, name):
        """Open the wizard that asks for the reason of a step and takes it then."""
        self.ensure_one()
        self._check_step(name)
        return self.env["cs.decision.reason"]._get_records_action(
            name=self._decision_words()[name].title,
            target="new",
            context={
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_step": name,
            },
        )
