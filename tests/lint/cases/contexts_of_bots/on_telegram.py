import time

from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, CommandHandler, MessageHandler, filters


class Bot:
    async def help(self, update, context):
        time.sleep(1)  # expect: FL201:9

    async def text(self, update, context):
        time.sleep(1)  # expect: FL201:9

    def of_an_old_version(self, update, context):
        time.sleep(1)

    async def ready(self, application):
        time.sleep(1)

    async def failed(self, update, context):
        time.sleep(1)  # expect: FL201:9

    async def remind(self, context):
        time.sleep(1)  # expect: FL201:9

    def run(self):
        application = ApplicationBuilder().token("").post_init(self.ready).build()
        application.add_handler(CommandHandler("help", self.help))
        application.add_handler(CommandHandler("old", self.of_an_old_version))
        application.add_handler(MessageHandler(filters.TEXT, callback=self.text))
        application.add_error_handler(self.failed)
        application.job_queue.run_repeating(self.remind, interval=60)
        application.run_polling()


async def pressed(update, context):
    time.sleep(1)  # expect: FL201:5


def main() -> None:
    application = Application.builder().token("").build()
    application.add_handler(CallbackQueryHandler(pressed))
    application.run_polling()
