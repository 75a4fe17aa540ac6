import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Team extends models.Model {
    name = fields.Char();
    _records = [{ id: 1, name: "Before Sales" }];
}

class Sheet extends models.Model {
    team_id = fields.Many2one({ relation: "team" });
}

defineMailModels();
defineModels([Team, Sheet]);

const BOARD = {
    type: "kanban",
    resModel: "sheet",
    arch: `
        <kanban js_class="cs_cards">
            <templates>
                <t t-name="card"><field name="team_id"/></t>
            </templates>
        </kanban>`,
    groupBy: ["team_id"],
    noContentHelp: "No sheet yet",
};

test("an empty board says what to do first", async () => {
    await mountView(BOARD);
    expect(".o_view_nocontent").toHaveText("No sheet yet");
});

test("a board with a column shows it", async () => {
    Sheet._records = [{ id: 1, team_id: 1 }];
    await mountView(BOARD);
    expect(".o_view_nocontent").toHaveCount(0);
    expect(".o_kanban_group").toHaveCount(1);
});
