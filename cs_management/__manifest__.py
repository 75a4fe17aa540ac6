{
    "name": "Customer Service Management",
    "summary": "Run a customer-service team by its written regulations, "
    "from tagged orders and points to a payslip anyone can check",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Customer Service",
    "license": "LGPL-3",
    "author": "cs_management contributors",
    "depends": ["payroll", "hr_attendance", "sale"],
    "data": [
        "security/cs_groups.xml",
        "security/ir.model.access.csv",
        "security/cs_rules.xml",
        "data/cs_notification_data.xml",
        "views/cs_fund_expense_views.xml",
    ],
    "application": True,
    "installable": True,
}
